namespace Millrace.Core.Tests.Runtime;

/// <summary>Types in messages can be written down in code as they are.</summary>
public class TypeNameTests
{
    [Theory]
    [InlineData(typeof(int), "int")]
    [InlineData(typeof(Utf8String), "Utf8String")]
    [InlineData(typeof(long?), "long?")]
    [InlineData(typeof((int, long)), "(int, long)")]
    [InlineData(typeof((Utf8String Name, (int, double?) Place)?), "(Utf8String, (int, double?))?")]
    [InlineData(typeof((int, int, int, int, int, int, int, bool, char)), "(int, int, int, int, int, int, int, bool, char)")]
    [InlineData(typeof(ValueTuple<int>), "ValueTuple<int>")]
    [InlineData(typeof(RecordList<(Timestamp, byte)>), "RecordList<(Timestamp, byte)>")]
    [InlineData(typeof(List<string[]>), "List<string[]>")]
    [InlineData(typeof(Outer<int>.Middle.Inner<long, object>), "TypeNameTests.Outer<int>.Middle.Inner<long, object>")]
    public void Names_are_those_of_code(Type type, string name) => Assert.Equal(name, TypeName.Of(type));

    private static class Outer<T>
    {
        internal static class Middle
        {
            internal struct Inner<T1, T2>;
        }
    }
}
