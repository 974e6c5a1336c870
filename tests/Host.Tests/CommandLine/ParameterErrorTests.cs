using Millrace.Runtime;

namespace Millrace.Host.Tests.CommandLine;

public sealed class ParameterErrorTests
{
    private static readonly ParameterValues Values = new ParameterValues().Add("size", "big").Add("twice", "1").Add("twice", "2");

    [Fact]
    public void A_malformed_value_says_what_to_write()
    {
        Assert.Equal("--size: 'big' is not a whole number that fits into Int32.", Error(values => values.Get<int>("size")));
        Assert.Equal("--size: 'big' is not a number such as 1.5.", Error(values => values.Get<double>("size")));
        Assert.Equal("--size: 'big' is not a duration; write for example 500ms, 10s, 1h or 01:30:00.", Error(values => values.Get<Duration>("size")));
        Assert.Equal("--size: 'big' is not a time; write for example 2001-01-01T05:00:00Z.", Error(values => values.Get<Timestamp>("size")));
        Assert.Equal("--size: 'big' is not a bool; write true or false.", Error(values => values.Get<bool>("size")));
        Assert.Equal("--size: 'big' is not a valid IPAddress.", Error(values => values.Get<System.Net.IPAddress>("size")));
        Assert.StartsWith("--size: 'big' is none of Sunday, ", Error(values => values.GetEnum<DayOfWeek>("size")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_given_twice_or_not_at_all_says_so()
    {
        Assert.Equal("--twice is given more than once; it takes a single value.", Error(values => values.Get<int>("twice")));
        Assert.Equal("--none is missing; it has no default, so give it a value.", Error(values => values.GetText("none")));
    }

    private static string Error<T>(Func<ParameterValues, T> read) => Assert.Throws<ParameterException>(() => read(Values)).Message;
}
