using Millrace.Generators.Tests.Jobs;

namespace Millrace.Generators.Tests.Text;

/// <summary>A row with text that would leave the engine is an error where it leaves.</summary>
public class LeavingRowsTests
{
    [Theory]
    [InlineData("Rows.To<Flight>", "Rows.To<Flight>(f => Console.WriteLine(f.Delay))")]
    [InlineData("Rows.To<Flight>", "Rows.To<Flight>(Receive)")]
    [InlineData("Rows.To", "Rows.To(Flights)")]
    [InlineData("Rows.To", "Rows.To(Written.Writer)")]
    [InlineData("f => f", "Rows.To<Flight, Flight>(f => { }, f => f)")]
    [InlineData("(Flight f) => f.Origin", "Rows.To(o => { }, (Flight f) => f.Origin)")]
    [InlineData("(Flight f) => (f.Delay, f.Origin)", "Rows.To(o => { }, (Flight f) => (f.Delay, f.Origin))")]
    [InlineData("(Flight f) => new { f.Origin }", "Rows.To(o => { }, (Flight f) => new { f.Origin })")]
    [InlineData("(Flight f) => new Holder(f.Origin)", "Rows.To(o => { }, (Flight f) => new Holder(f.Origin))")]
    [InlineData("(Flight f) => new List<Utf8String> { f.Origin }", "Rows.To(o => { }, (Flight f) => new List<Utf8String> { f.Origin })")]
    [InlineData("(Flight f) => new[] { f }", "Rows.To(o => { }, (Flight f) => new[] { f })")]
    [InlineData("(Flight f) => (Utf8String?)f.Origin", "Rows.To(o => { }, (Flight f) => (Utf8String?)f.Origin)")]
    [InlineData("Converted", "Rows.To<Flight, Total>(o => { }, Converted)")]
    public async Task Rows_and_values_with_text_are_refused(string text, string sink) =>
        Assert.Equal([("MR1110", text)], await AnalyzerRun.Of(Job($"=> job.From(Csv.Read<Flight>(Input)).To({sink});")));

    [Theory]
    [InlineData("Rows.To<Flight, string>(Console.WriteLine, f => f.Origin.ToString())")]
    [InlineData("Rows.To(Console.WriteLine, (Flight f) => f.ToString())")]
    [InlineData("Rows.To(x => { }, (Flight f) => (f.Origin.ToString(), f.Delay, f.Date))")]
    [InlineData("Rows.To(x => { }, (Flight f) => new Managed(f.Origin.ToString()))")]
    [InlineData("Rows.Discard<Flight>()")]
    public async Task Managed_values_leave(string sink) => Assert.Empty(await AnalyzerRun.Of(Job($"=> job.From(Csv.Read<Flight>(Input)).To({sink});")));

    [Theory]
    [InlineData("Rows.To<int>(n => { })")]
    [InlineData("Rows.To(Numbers)")]
    public async Task Rows_without_text_leave_as_they_are(string sink) => Assert.Empty(await AnalyzerRun.Of(Job($"=> job.From(Csv.Read<Flight>(Input)).Select(f => f.Delay).To({sink});")));

    [Fact]
    public async Task A_tuple_and_a_sink_outside_Define_are_seen_too()
    {
        var found = await AnalyzerRun.Of("""
            namespace Shop;

            internal static class Program
            {
                public static CallbackSink<(Utf8String Key, long Count)> Counts() => Rows.To<(Utf8String Key, long Count)>(row => { });

                public static CallbackSink<T> Any<T>(Action<T> receive) => Rows.To(receive);
            }
            """);
        Assert.Equal([("MR1110", "Rows.To<(Utf8String Key, long Count)>")], found);
    }

    [Fact]
    public async Task The_message_says_what_to_write()
    {
        var found = await AnalyzerRun.Diagnose(Job("=> job.From(Csv.Read<Flight>(Input)).To(Rows.To(Flights));"));
        Assert.Equal("'Flight' contains text, which does not outlive the step that made it, so it cannot leave the job; let Rows.To make a managed value of each row: "
            + "Rows.To(stream, (Flight row) => …), with ToString() on each text", Assert.Single(found).Diagnostic.GetMessage(null));
    }

    private static string Job(string define) => JobRun.Job(define, """
        public RowStream<Flight> Flights { get; init; } = new();
        public RowStream<int> Numbers { get; init; } = new();
        public System.Threading.Channels.Channel<Flight> Written { get; init; } = System.Threading.Channels.Channel.CreateUnbounded<Flight>();
        private static void Receive(Flight flight) { }
        private static Total Converted(Flight flight) => new(flight.Origin, 1);
        private sealed class Holder(Utf8String name) { public Utf8String Name { get; } = name; }
        private sealed record Managed(string Name);
        """);
}
