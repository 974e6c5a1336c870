namespace Millrace.Generators.Tests.Jobs;

/// <summary>A row of anonymous type is a struct inside the engine, and nothing may show it.</summary>
public class AnonymousRowTests
{
    private const string Members = """
        private static bool Any(object value) => value is not null;
        private static bool AnyOf<T>(T value) where T : class => value is not null;
        private static T Same<T>(T value) => value;
        """;

    [Theory]
    [InlineData("x == null")]
    [InlineData("x != x")]
    [InlineData("x is object")]
    [InlineData("x is null")]
    [InlineData("x is { Delay: > 1 }")]
    [InlineData("x?.Delay")]
    [InlineData("object.ReferenceEquals(x, x)")]
    [InlineData("Any(x)")]
    [InlineData("AnyOf(x)")]
    [InlineData("x.GetType()")]
    [InlineData("(object)x")]
    [InlineData("(dynamic)x")]
    [InlineData("x as object")]
    [InlineData("x ?? x")]
    [InlineData("lock (x) return true;", "x")]
    [InlineData("x = null;", "null")]
    [InlineData("x = default;", "default")]
    [InlineData("x ??= x;", "x ??= x")]
    [InlineData("object o = x;", "x")]
    [InlineData("object[] o = [x];", "x")]
    [InlineData("return x switch { null => false, _ => true };", "x")]
    [InlineData("switch (x) { case null: return false; default: return true; }", "x")]
    [InlineData("var y = x.Delay > 1 ? x : null;", "null")]
    public void Its_identity_is_not_to_be_seen(string use, string? underlined = null)
    {
        string body = underlined is null ? $"{{ var seen = {use}; return true; }}" : $"{{ {use} return true; }}";
        var run = JobRun.Of(Job(body));
        var diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal(("MR1018", underlined ?? use), (diagnostic.Id, run.Underlined(diagnostic)));
        Assert.Empty(JobRun.Complaints(run));
    }

    [Theory]
    [InlineData("x.Equals(x)")]
    [InlineData("x.Equals(null)")]
    [InlineData("object.Equals(x, x)")]
    [InlineData("(x with { Delay = 3 }).Delay == 3")]
    [InlineData("$\"{x}\" == \"a\" + x")]
    [InlineData("x.ToString() == \"\"")]
    [InlineData("Same(x).Delay == 3")]
    [InlineData("new[] { x }[0].Delay == (x, 1).x.Delay")]
    [InlineData("EqualityComparer<object>.Default.Equals(x.Delay, 1)")]
    public void Its_contents_are(string use) => JobRun.Compiles(Job(use));

    private static string Job(string body) => JobRun.Job(
        $"=> job.From(Csv.Read<Flight>(Input)).Select(f => new {{ f.Delay, f.Origin }}).Where(x => {body}).Select(x => new Total(x.Origin, x.Delay)).To(Csv.Write<Total>(\"-\"));", Members);
}
