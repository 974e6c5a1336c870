using Millrace.Generators.Tests.Jobs;

namespace Millrace.Generators.Tests.Text;

/// <summary>Text of a row that outlives its call is an error at the text.</summary>
public class KeptTextTests
{
    private const string Read = "job.From(Csv.Read<Flight>(Input))";
    private const string Write = ".To(Csv.Write<Flight>(\"-\"));";

    [Theory]
    // In a static field or property.
    [InlineData("f.Origin", "=> " + Read + ".Where(f => { _last = f.Origin; return true; })" + Write)]
    [InlineData("f", "=> " + Read + ".Where(f => { _row = f; return true; })" + Write)]
    [InlineData("f.Origin + f.Destination", "=> " + Read + ".Where(f => { Last = f.Origin + f.Destination; return true; })" + Write)]
    [InlineData("(f.Origin, 1)", "=> " + Read + ".Where(f => { _pair = (f.Origin, 1); return true; })" + Write)]
    [InlineData("f.Origin", "=> " + Read + ".Where(f => { _pair.Name = f.Origin; return true; })" + Write)]
    [InlineData("f.Origin", "=> " + Read + ".Where(f => { int n; (_last, n) = (f.Origin, 1); return n > 0; })" + Write)]
    [InlineData("f.Origin", "=> " + Read + ".Where(f => { _object = f.Origin; return true; })" + Write)]
    [InlineData("f.Origin", "=> " + Read + ".Where(f => { _maybe ??= f.Origin; return true; })" + Write)]
    // In what hangs on a field.
    [InlineData("f.Origin", "=> " + Read + ".Where(f => { _holder.Name = f.Origin; return true; })" + Write)]
    [InlineData("f.Origin", "=> " + Read + ".Where(f => { _array[0] = f.Origin; return true; })" + Write)]
    [InlineData("f.Origin", "=> " + Read + ".Where(f => { _names.Add(f.Origin); return true; })" + Write)]
    [InlineData("f.Origin", "=> " + Read + ".Where(f => _set.Add(f.Origin))" + Write)]
    [InlineData("f.Origin", "=> " + Read + ".Where(f => { _counts[f.Origin] = 1; return true; })" + Write)]
    [InlineData("f.Origin", "=> " + Read + ".Where(f => { _counts[f.Origin]++; return true; })" + Write)]
    [InlineData("f.Origin", "=> " + Read + ".Where(f => _concurrent.TryAdd(f.Origin, 1))" + Write)]
    [InlineData("f", "=> " + Read + ".Where(f => { _queue.Enqueue(f); return true; })" + Write)]
    [InlineData("new Holder { Name = f.Origin }", "=> " + Read + ".Where(f => { _holders.Add(new Holder { Name = f.Origin }); return true; })" + Write)]
    [InlineData("f.Origin", "=> " + Read + ".Where(f => { var names = _names; names.Add(f.Origin); return true; })" + Write)]
    [InlineData("f.Origin", "=> " + Read + ".Where(f => _channel.Writer.TryWrite(f.Origin))" + Write)]
    [InlineData("f.Origin", "=> " + Read + ".Where(f => { _names.Insert(0, f.Origin); return true; })" + Write)]
    // Wherever the function stands.
    [InlineData("f.Origin", "=> " + Read + ".To(Rows.To(x => { }, (Flight f) => { _names.Add(f.Origin); return f.Delay; }));")]
    [InlineData("f.Origin", "=> " + Read + ".KeyBy(f => f.Delay).Aggregate(g => new Total(\"x\", g.Sum(f => { _names.Add(f.Origin); return 1; }))).Named(\"n\").To(Csv.Write<Total>(\"-\"));")]
    // In what it calls.
    [InlineData("text", "=> " + Read + ".Where(f => Keep(f.Origin))" + Write)]
    [InlineData("text", "=> " + Read + ".Where(f => Indirectly(f))" + Write)]
    [InlineData("row.Origin", "=> " + Read + ".Where(KeepRow)" + Write)]
    [InlineData("row.Origin", "=> " + Read + ".Where(f => f.KeepIn(_names))" + Write)]
    [InlineData("text", "=> " + Read + ".Where(f => { Split(f.Origin, _names); return true; })" + Write)]
    [InlineData("text", "=> " + Read + ".Where(f => { var names = _names; SplitOn(f.Origin, names); return true; })" + Write)]
    [InlineData("text", "=> " + Read + ".Where(f => { Split(f.Origin, []); Split(f.Origin, _names); return true; })" + Write)]
    [InlineData("text", "=> " + Read + ".Where(f => { Instead(f.Origin, []); return true; })" + Write)]
    [InlineData("f.Origin", "=> " + Read + ".Where(f => { void Put(Utf8String text) => _names.Add(f.Origin); Put(f.Origin); return true; })" + Write)]
    public async Task Text_is_not_kept_by_lambdas_of_a_job(string text, string define) => Assert.Equal([("MR1111", text)], await AnalyzerRun.Of(Job(define)));

    [Theory]
    [InlineData("=> " + Read + ".Where(f => { _managed.Add(f.Origin.ToString()); return true; })" + Write)]
    [InlineData("=> " + Read + ".Where(f => { _delays.Add(f.Delay); return true; })" + Write)]
    [InlineData("=> " + Read + ".Where(f => { _last = default; return true; })" + Write)]
    [InlineData("=> " + Read + ".Where(f => _counts.ContainsKey(f.Origin))" + Write)]
    [InlineData("=> " + Read + ".Where(f => _counts[f.Origin] == 1)" + Write)]
    [InlineData("=> " + Read + ".Where(f => { var name = f.Origin; name = name.Trim(); var pair = (name, 1); pair.name = name; return pair.name == f.Origin; })" + Write)]
    [InlineData("=> " + Read + ".Where(f => { var seen = new HashSet<Utf8String>(); seen.Add(f.Origin); return seen.Contains(f.Destination); })" + Write)]
    [InlineData("=> " + Read + ".Where(f => { Utf8String[] both = [f.Origin, f.Destination]; both[0] = f.Destination; return both[0] == both[1]; })" + Write)]
    [InlineData("=> " + Read + ".Select(f => f with { Origin = f.Destination })" + Write)]
    [InlineData("=> " + Read + ".SelectMany((Flight f, Collector<Flight> more) => { more.Collect(f); more.Collect(f with { Origin = \"x\" }); })" + Write)]
    [InlineData("=> " + Read + ".SelectAsync((f, c) => { _names.Add(f.Origin); return System.Threading.Tasks.Task.FromResult(1); }, (f, r) => f, Async.Ordered(1, Duration.Zero))" + Write)]
    [InlineData("=> " + Read + ".Where(f => { var parts = new List<Utf8String>(); Split(f.Origin, parts); SplitOn(f.Destination, parts); return parts.Count > 1; })" + Write)]
    [InlineData("=> " + Read + ".Where(f => { Split(into: new List<Utf8String>(), text: f.Origin); return f.KeepIn([]); })" + Write)]
    [InlineData("=> " + Read + ".Where(f => { List<Utf8String> parts = []; void Put(Utf8String text) => parts.Add(text); Put(f.Origin); return parts.Count > 1; })" + Write)]
    [InlineData("=> " + Read + ".Where(f => Read2(f.Origin, out var found) && found == f.Origin)" + Write)]
    public async Task Managed_copies_and_variables_of_the_function_are_fine(string define) => Assert.Empty(await AnalyzerRun.Of(Job(define)));

    [Fact]
    public async Task Functions_keep_text_in_state_only()
    {
        var found = await AnalyzerRun.Of("""
            namespace Shop;

            [Operator]
            public partial struct Remember : IKeyedProcessFunction<Flight, Utf8String, Total>
            {
                private ValueState<Utf8String> _kept;
                private ListState<Flight> _rows;
                private MapState<Utf8String, Utf8String> _map;
                private Utf8String _last;
                private readonly List<Utf8String> _names = [];

                public Remember() { }

                public void Process(in Flight flight, KeyedContext<Utf8String, Total> context)
                {
                    _kept.Value = flight.Origin;
                    _rows.Add(flight);
                    _map[flight.Origin] = flight.Destination;
                    this._last = flight.Origin;
                    Also(flight.Destination);
                    context.Collect(new Total(flight.Origin, 1));
                }

                private readonly void Also(Utf8String name) => _names.Add(name);
            }
            """);
        Assert.Equal([("MR1111", "flight.Origin"), ("MR1111", "name")], found.Where(diagnostic => diagnostic.Id == "MR1111"));
    }

    [Fact]
    public async Task Aggregates_keep_text_in_their_accumulator_only()
    {
        var found = await AnalyzerRun.Of("""
            namespace Shop;

            public struct Longest : IAggregate<Utf8String, (Utf8String Text, int Length), Utf8String>
            {
                private static Utf8String _longest;

                public (Utf8String Text, int Length) Create() => default;

                public void Add(ref (Utf8String Text, int Length) acc, in Utf8String value)
                {
                    if (value.Length <= acc.Length) return;
                    acc.Text = value;
                    acc.Length = value.Length;
                    _longest = value;
                }

                public void Merge(ref (Utf8String Text, int Length) acc, in (Utf8String Text, int Length) other) => acc = other.Length > acc.Length ? other : acc;

                public Utf8String Result(in (Utf8String Text, int Length) acc) => acc.Text;
            }
            """);
        Assert.Equal([("MR1111", "value")], found);
    }

    [Fact]
    public async Task A_captured_variable_is_found()
    {
        var found = await AnalyzerRun.Of("""
            namespace Shop;

            internal static class Program
            {
                public static CallbackSink<Flight> Sink()
                {
                    Utf8String last = default;
                    var names = new List<Utf8String>();
                    return Rows.To(Console.WriteLine, (Flight f) => { last = f.Origin; names.Add(f.Destination); return f.Delay; });
                }
            }
            """);
        Assert.Equal([("MR1111", "f.Origin"), ("MR1111", "f.Destination")], found);
    }

    [Fact]
    public async Task Code_outside_a_job_may_keep_text_that_it_has_made()
    {
        var found = await AnalyzerRun.Of("""
            namespace Shop;

            internal sealed class Orders
            {
                private readonly List<Flight> _flights = [];
                private Utf8String _name;

                public void Add(Utf8String name)
                {
                    _name = name;
                    _flights.Add(new Flight(default, 1, 2, name, name));
                }
            }
            """);
        Assert.Empty(found);
    }

    [Fact]
    public async Task A_pragma_silences_it() => Assert.Empty(await AnalyzerRun.Of(Job("=> " + Read + ".Where(f => {\n#pragma warning disable MR1111\n_last = f.Origin;\n#pragma warning restore MR1111\nreturn true; })" + Write)));

    [Fact]
    public async Task The_message_names_the_place_and_the_way_out()
    {
        var found = await AnalyzerRun.Diagnose(Job("=> " + Read + ".Where(f => { _last = f.Origin; return true; })" + Write));
        Assert.Equal("the static field '_last' would keep 'f.Origin' when the call is over, but its text lies in memory that later rows use again; keep f.Origin.ToString(), or keep it in state such as ValueState",
            Assert.Single(found).Diagnostic.GetMessage(null));
    }

    private static string Job(string define) => JobRun.Job(define, """
        private static Utf8String _last;
        private static Utf8String? _maybe;
        private static Flight _row;
        private static (Utf8String Name, int Count) _pair;
        private static object? _object;
        private static readonly Holder _holder = new();
        private static readonly Utf8String[] _array = new Utf8String[3];
        private static readonly List<Utf8String> _names = [];
        private static readonly List<string> _managed = [];
        private static readonly List<int> _delays = [];
        private static readonly List<Holder> _holders = [];
        private static readonly HashSet<Utf8String> _set = [];
        private static readonly Dictionary<Utf8String, int> _counts = [];
        private static readonly System.Collections.Concurrent.ConcurrentDictionary<Utf8String, int> _concurrent = [];
        private static readonly Queue<Flight> _queue = [];
        private static readonly System.Threading.Channels.Channel<Utf8String> _channel = System.Threading.Channels.Channel.CreateUnbounded<Utf8String>();
        private static Utf8String Last { get; set; }
        private static bool Keep(Utf8String text) { _last = text; return true; }
        private static bool Indirectly(Flight row) => Keep(row.Origin);
        private static bool KeepRow(Flight row) { _names.Add(row.Origin); return true; }
        private static void Split(Utf8String text, List<Utf8String> into) => into.Add(text);
        private static void SplitOn(Utf8String text, List<Utf8String> into) => Split(text, into);
        private static void Instead(Utf8String text, List<Utf8String> into) { into = _names; into.Add(text); }
        private static bool Read2(Utf8String text, out Utf8String found) { found = text; return true; }
        """) + """

        public sealed class Holder { public Utf8String Name { get; set; } }

        public static class Helpers
        {
            public static bool KeepIn(this Flight row, List<Utf8String> names) { names.Add(row.Origin); return true; }
        }
        """;
}
