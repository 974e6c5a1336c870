using Microsoft.CodeAnalysis;
using Millrace.Generators.Operators;
using Millrace.Generators.Records;

namespace Millrace.Generators.Tests.Operators;

public class OperatorGeneratorTests
{
    private const string Visits = """
        namespace Shop;

        [Operator]
        public partial struct Visits(Duration gap) : IKeyedProcessFunction<Click, Utf8String, Visit>, ITimerFunction<Utf8String, Visit>, IOperatorLifecycle
        {
            [State] private ValueState<long> _clicks;
            [State(Expires = true)] private ValueState<(Utf8String Page, int Times)> _last;
            [State] private ListState<Click> _waiting;
            [State] private MapState<Utf8String, int> _pages;
            [State(Expires = true)] private MapState<int, Utf8String> _names;
            [State] private ReducingState<long, Larger> _longest;
            [State] private AggregatingState<int, double, Mean> _mean;
            [State] private EventTimer _end;
            [State] private ProcessingTimer _idle;

            public void Open(OperatorContext context)
            {
                _last.ExpireAfter(gap);
                _names.ExpireAfter(Duration.Hours(1));
            }

            public void Process(in Click row, KeyedContext<Utf8String, Visit> context) => _clicks.Value++;

            public void OnTimer(Timestamp time, KeyedContext<Utf8String, Visit> context) { }

            public void Close() { }
        }
        """;

    private const string Types = """
        namespace Shop;

        [Record]
        public readonly partial record struct Click(Utf8String User, Timestamp At, Utf8String Page);

        [Record]
        public readonly partial record struct Visit(Utf8String User, long Clicks);

        public readonly struct Larger : IReducer<long>
        {
            public static long Reduce(in long first, in long second) => Math.Max(first, second);
        }

        public readonly struct Mean : IAggregate<int, (long Sum, long Count), double>
        {
            public (long Sum, long Count) Create() => default;
            public void Add(ref (long Sum, long Count) acc, in int value) => acc = (acc.Sum + value, acc.Count + 1);
            public void Merge(ref (long Sum, long Count) acc, in (long Sum, long Count) other) => acc = (acc.Sum + other.Sum, acc.Count + other.Count);
            public double Result(in (long Sum, long Count) acc) => acc.Count == 0 ? 0 : (double)acc.Sum / acc.Count;
        }
        """;

    private static GeneratorRun Of(params string[] files) => GeneratorRun.Of([new OperatorGenerator(), new RecordGenerator()], files);

    [Fact]
    public void Every_kind_of_state_compiles_to_readable_code()
    {
        var run = Of(Visits, Types);
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.CompilerDiagnostics);
        Snapshot.Verify(run.Text("Visits"), "Visits");
    }

    [Fact]
    public void A_function_without_state_compiles_to_readable_code()
    {
        var run = Of("""
            [Operator]
            public partial struct Twice : IProcessFunction<int, int>
            {
                public readonly void Process(in int row, ProcessContext<int> context) => context.Collect(2 * row);
            }
            """);
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.CompilerDiagnostics);
        Snapshot.Verify(run.Text("Twice"), "Twice");
    }

    [Fact]
    public void Awkward_names_and_places_compile()
    {
        var run = Of("""
            using Number = long;

            partial class Outer
            {
                internal partial interface IMiddle
                {
                    partial record struct Inner
                    {
                        [Record]
                        private readonly partial record struct Hidden(int @class, Utf8String binder);

                        [Operator]
                        private partial record struct @struct(int Limit) : IKeyedProcessFunction<Hidden, (int A, Utf8String B), Hidden>, ITimerFunction<(int Other, Utf8String), Hidden>, IOperatorLifecycle
                        {
                            public const int Most = 3;
                            private static int s_count;
                            private readonly int _plain = Limit;
                            [State] private ValueState<Hidden> @class, state;
                            [State(Expires = true)] private ListState<(Hidden First, Number Second)> @event;
                            [State] public MapState<((int, int) Pair, Timestamp), Cabin> binder;
                            [State] private ReducingState<Number, Larger> time;
                            [State] internal EventTimer timer;
                            [State] private ProcessingTimer context;

                            void IOperatorLifecycle.Open(OperatorContext context) => @event.ExpireAfter(Duration.Hours(Most + _plain + s_count++));

                            void IKeyedProcessFunction<Hidden, (int A, Utf8String B), Hidden>.Process(in Hidden row, KeyedContext<(int A, Utf8String B), Hidden> context) => timer.Set(context.Time);

                            void ITimerFunction<(int Other, Utf8String), Hidden>.OnTimer(Timestamp time, KeyedContext<(int Other, Utf8String), Hidden> context) { }

                            void IOperatorLifecycle.Close() { }
                        }
                    }
                }
            }

            enum Cabin : byte { Economy, Business }

            readonly struct Larger : IReducer<long>
            {
                public static long Reduce(in long first, in long second) => Math.Max(first, second);
            }
            """);
        Assert.Empty(run.Diagnostics);
        Assert.Equal("", string.Join("\n", run.CompilerDiagnostics.Where(diagnostic => diagnostic.Id is not ("CS8981" or "CS0169" or "CS0649"))));
    }

    [Fact]
    public void Halves_in_two_files_are_one_operator()
    {
        var run = Of(Visits.Replace("[State] private ValueState<long> _clicks;", "", StringComparison.Ordinal), Types,
            "namespace Shop; partial struct Visits { [State] private ValueState<long> _clicks; }");
        Assert.Empty(run.Diagnostics);
        Assert.DoesNotContain(run.CompilerDiagnostics, diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.Contains("_clicks", run.Text("Visits"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_edit_elsewhere_changes_nothing()
    {
        var run = Of(Visits, Types, "class Other;");
        run.Edit(2, "class Other { int _more; }");
        Assert.Equal([IncrementalStepRunReason.Unchanged], run.Reasons(OperatorGenerator.ExtractStep));
        Assert.Equal([IncrementalStepRunReason.Cached], run.Reasons(OperatorGenerator.ModelStep));
    }

    [Fact]
    public void A_line_above_an_operator_leaves_its_text_cached()
    {
        var run = Of(Visits, Types);
        run.Edit(0, "// A comment.\n\n" + Visits.Replace("_clicks.Value++", "_clicks.Value += 2", StringComparison.Ordinal));
        Assert.Equal([IncrementalStepRunReason.Unchanged], run.Reasons(OperatorGenerator.ExtractStep));
        Assert.Equal([IncrementalStepRunReason.Cached], run.Reasons(OperatorGenerator.ModelStep));
    }

    [Fact]
    public void A_mistake_that_moves_is_told_where_it_is_now()
    {
        string wrong = Visits.Replace("ValueState<long>", "ValueState<string>", StringComparison.Ordinal).Replace("_clicks.Value++", "{ }", StringComparison.Ordinal);
        var run = Of(wrong, Types);
        run.Edit(0, "// A comment.\n\n" + wrong);
        Assert.Equal([IncrementalStepRunReason.Modified], run.Reasons(OperatorGenerator.ExtractStep));
        Assert.Equal([IncrementalStepRunReason.Unchanged], run.Reasons(OperatorGenerator.ModelStep));
    }

    [Fact]
    public void A_field_of_another_type_in_another_file_is_a_new_model()
    {
        var run = Of(Visits, Types);
        run.Edit(1, Types.Replace("Utf8String Page)", "Utf8String Page, int More)", StringComparison.Ordinal));
        Assert.Equal([IncrementalStepRunReason.Modified], run.Reasons(OperatorGenerator.ModelStep));
        Assert.Empty(run.CompilerDiagnostics);
    }

    [Fact]
    public void Nothing_of_the_compiler_is_kept_between_runs()
    {
        var run = Of(Visits, Types, "[Operator] public partial struct Bad { [State] private ValueState<string> _text; [State] private int _no; }");
        foreach (var result in run.Result.Results)
        {
            foreach (string step in new[] { OperatorGenerator.ExtractStep, OperatorGenerator.ModelStep })
            {
                if (!result.TrackedSteps.TryGetValue(step, out var runs)) continue;
                Assert.All(runs.SelectMany(one => one.Outputs), output => Retention.AssertFreeOfSymbols(output.Value));
            }
        }
    }

    [Fact]
    public void Code_that_is_half_typed_does_not_stop_the_generator()
    {
        for (int length = 0; length < Visits.Length; length += 7) Of(Visits[..length], Types);
    }
}
