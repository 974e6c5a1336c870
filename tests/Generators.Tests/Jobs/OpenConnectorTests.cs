namespace Millrace.Generators.Tests.Jobs;

/// <summary>Sources and sinks that are only known when a job is built.</summary>
public class OpenConnectorTests
{
    private const string Members = """
        public Source<Flight>? In { get; init; }
        public Source<Flight> Set { get; init; } = Csv.Read<Flight>("set.csv");
        public Sink<Flight>? Out { get; init; }
        public Sink<Flight> Computed => Rows.Discard<Flight>();
        public Sink<Total> Totals { get; init; } = Csv.Write<Total>("-");
        private readonly Sink<Flight> _field = JsonLines.Write<Flight>("f");
        private Source<Flight> Helper() => JsonLines.Read<Flight>(Input);
        private bool IsTest => Input.Length == 0;
        """;

    [Theory]
    [InlineData("=> job.From(Set).To(Computed);")]
    [InlineData("=> job.From(In!).To(Out!);")]
    [InlineData("=> job.From(this.Set).To(_field);")]
    [InlineData("=> job.From(Helper()).To(Out ?? Computed);")]
    [InlineData("=> job.From(In ?? Csv.Read<Flight>(Input)).To(IsTest ? Rows.Discard<Flight>() : Csv.Write<Flight>(Input));")]
    [InlineData("=> job.From<Flight>(IsTest ? Rows.From<Flight>([]) : Csv.Read<Flight>(Input)).To(Input switch { \"\" => Computed, _ => Csv.Write<Flight>(Input) });")]
    [InlineData("=> job.From<Flight>(Input.Length switch { 0 => Rows.From<Flight>([]), _ => Csv.Read<Flight>(Input) }).To((Sink<Flight>)Computed);")]
    [InlineData("{ var f = job.From(Set); f.To(Computed); f.Where(x => x.Delay > 0).To(Computed); f.Select(x => new Total(x.Origin, x.Delay)).To(Totals); f.To(Csv.Write<Flight>(\"a\")); }")]
    [InlineData("{ var f = job.From(Set).EventTime(x => x.Date, Duration.Zero); f.KeyBy(x => x.Origin).Window(Tumbling.Every(Duration.Hours(1))).LateOutput(out var late).Aggregate(g => new Total(g.Key, g.Count())).Named(\"n\").To(Totals); late.Select(l => l.Row).To(Computed); }")]
    public void Any_expression_of_a_source_or_sink_will_do(string define) => JobRun.Compiles(JobRun.Job(define, Members));

    [Fact]
    public void Nobody_implements_more_than_the_two_methods()
    {
        JobRun.Compiles(JobRun.Job("=> job.From(new Numbers()).To(new Nowhere());"), """
            namespace Shop;
            public sealed class Numbers : Source<long>
            {
                public override string Describe() => "numbers";
                public override SplitSource<TRow> CreateSplits<TRow, TRecord>() => throw new NotSupportedException();
            }
            public sealed class Nowhere : Sink<long>
            {
                public override string Describe() => "nowhere";
                public override void EndChain<TRow, TRecord>(Millrace.Runtime.OpenChain<TRow> chain) => chain.EndWith(new DiscardSinkOperator<TRow>());
            }
            """.Insert(0, "using Millrace.Connectors;\n"));
    }

    [Theory]
    // The defaults of a property, a field and a helper, and the branches of a choice, are closed at build time too.
    [InlineData("=> job.From(Set).To(Totals2);", new[] { "CsvSinkOperator<" })]
    [InlineData("=> job.From(Set).To(_field);", new[] { "JsonLinesSinkOperator<" })]
    [InlineData("=> job.From(Set).To(Out ?? (IsTest ? Computed : Csv.Write<Flight>(Input)));", new[] { "DiscardSinkOperator<", "CsvSinkOperator<" })]
    [InlineData("=> job.From(Set).To(Out!);", new string[0])]
    public void What_a_sink_is_without_anybody_setting_it_is_compiled_ahead(string define, string[] closed)
    {
        string code = JobRun.Compiles(JobRun.Job(define, Members + "\npublic Sink<Flight> Totals2 { get; init; } = Csv.Write<Flight>(\"-\");")).Text("TestJob.Job");
        Assert.Equal(closed.Length, code.Split(".With(new ").Length - 1);
        Assert.All(closed, type => Assert.Contains($".With(new global::Millrace.Connectors.{type}", code, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_sinks_are_asked_one_after_the_other()
    {
        string code = JobRun.Compiles(JobRun.Job("{ var f = job.From(Set); f.To(Out!); f.To(_field); }", Members)).Text("TestJob.Job");
        Assert.Contains("__Build<__TSink1, __TSink2>(", code, StringComparison.Ordinal);
        Assert.Contains("class __OpenChain2<__TSink1>(", code, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_that_is_open_reads_only_what_is_used()
    {
        string code = JobRun.Compiles(JobRun.Job("=> job.From(In!).Where(f => f.Delay > 3).Select(f => new Total(f.Origin, f.Distance)).To(Totals);", Members)).Text("TestJob.Job");
        Assert.Contains("SplitsOf<global::Flight, __Flight_1>(job.__source0(), \"TestJob.In\")", code, StringComparison.Ordinal);
        Assert.Contains("Reads only what the job uses of Flight: Delay, Distance, Origin.", code, StringComparison.Ordinal);
    }

    [Fact]
    public void JSON_reads_only_what_is_used_too() =>
        Assert.Contains("Reads only what the job uses of Flight: Delay, Origin.", JobRun.Compiles(JobRun.Job("=> job.From(JsonLines.Read<Flight>(Input)).Select(f => new Total(f.Origin, f.Delay)).To(Totals);", Members)).Text("TestJob.Job"), StringComparison.Ordinal);

    [Theory]
    [InlineData("=> job.From(Points).To(Rows.Discard<Point>());", "From")]
    [InlineData("=> job.From(Rows.From<Point>([])).To(Written);", "To")]
    public void Rows_that_the_only_connector_cannot_lay_out_are_one_error(string define, string underlined)
    {
        var run = JobRun.Of(JobRun.Job(define, "public Source<Point> Points { get; init; } = Csv.Read<Point>(\"-\"); public Sink<Point> Written { get; init; } = Csv.Write<Point>(\"-\");"), "namespace Shop; public struct Point { public int X; }");
        var diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal("MR1021", diagnostic.Id);
        Assert.Equal(underlined, run.Underlined(diagnostic));
        Assert.Empty(JobRun.Complaints(run));
    }

    [Theory]
    [InlineData("public Source<Point> Points { get; init; } = Rows.From<Point>([]); public Sink<Point>? Written { get; init; }")]
    [InlineData("public Source<Point> Points => Input.Length == 0 ? Rows.From<Point>([]) : Csv.Read<Point>(Input); public Sink<Point>? Written { get; init; }")]
    public void Others_are_for_the_start_of_the_job_to_say(string members) =>
        JobRun.Compiles(JobRun.Job("=> job.From(Points).To(Written!);", members), "namespace Shop; public struct Point { public int X; }");

    [Theory]
    [InlineData("=> job.From(Set).To(Totals);")]
    [InlineData("=> job.From(Set).To(IsTest ? Totals : Csv.Write<Total>(\"a\"));")]
    public void A_sink_of_other_rows_is_one_error_of_the_compiler(string define)
    {
        var run = JobRun.Of(JobRun.Job(define, Members));
        Assert.Empty(run.Diagnostics);
        Assert.Single(JobRun.Complaints(run));
    }

    [Fact]
    public void A_record_with_a_mistake_is_reported_there_only()
    {
        var run = JobRun.Of(JobRun.Job("=> job.From(Bad!).To(Rows.Discard<Faulty>());", "public Source<Faulty>? Bad { get; init; }"), "namespace Shop; [Record] public readonly partial record struct Faulty(string Name);");
        Assert.DoesNotContain(run.Diagnostics, diagnostic => diagnostic.Id.StartsWith("MR1", StringComparison.Ordinal));
        Assert.Single(run.Diagnostics);
    }

    [Fact]
    public void Connectors_of_generic_helpers_and_base_classes_have_the_types_of_the_job()
    {
        string code = JobRun.Compiles("""
            using Millrace.Connectors;
            namespace Shop;
            public abstract class FileJob<T> where T : unmanaged
            {
                public Sink<T> Out { get; init; } = Csv.Write<T>("-");
                public Sink<T> Other { get; init; } = new Hidden();
                internal static Sink<R> Make<R>() where R : unmanaged => JsonLines.Write<R>("-");
                protected void Both(Stream<T> rows) { rows.To(Out); rows.To(Make<T>()); }
                [Connector(typeof(DiscardSinkOperator<>))]
                private sealed class Hidden : Sink<T>
                {
                    public override string Describe() => "hidden";
                    public override void EndChain<TRow, TRecord>(Millrace.Runtime.OpenChain<TRow> chain) => chain.EndWith(new DiscardSinkOperator<TRow>());
                }
            }
            internal static class Parts
            {
                internal static void Out<T>(this Stream<T> s, bool json) where T : unmanaged => s.To(json ? JsonLines.Write<T>("a") : Csv.Write<T>("b"));
            }
            [Job]
            public sealed partial class TestJob : FileJob<Total>
            {
                void Define(JobBuilder job)
                {
                    var totals = job.From(Csv.Read<Total>("x"));
                    totals.Out(true);
                    Both(totals);
                    totals.To(Out);
                    totals.To(Other);
                    totals.To(Make<Total>());
                }
            }
            """).Text("TestJob.Job");
        Assert.Equal(6, code.Split(".With(new ").Length - 1);
        Assert.Equal(3, code.Split(" is global::Millrace.CsvSink<global::Total> ").Length - 1);
        Assert.Equal(3, code.Split(" is global::Millrace.JsonLinesSink<global::Total> ").Length - 1);
    }

    [Fact]
    public void What_comes_through_a_parameter_is_called_what_it_is_called_where_it_is_passed()
    {
        string code = JobRun.Compiles(JobRun.Job("""
            {
                Read(job, Set).Union(Read(job, source: In!), Read(job, Settings.From), Read(job, Csv.Read<Flight>(Input)), Read(job, null)).Out(_field);
            }
            """, Members + """
            public Settings Settings { get; init; } = new();
            private static Stream<Flight> Read(JobBuilder job, Source<Flight>? source) => job.From(source!);
            """), """
            namespace Shop;
            public sealed class Settings { public Source<Flight>? From { get; init; } }
            internal static class Parts { internal static void Out<T>(this Stream<T> s, Sink<T> sink) where T : unmanaged => s.To(sink); }
            """).Text("TestJob.Job");
        foreach (string place in new[] { "TestJob.Set", "TestJob.In", "Settings.From", "Csv.Read<Flight>(Input)", "null", "TestJob._field" }) Assert.Contains($"\"{place}\")", code, StringComparison.Ordinal);
        foreach (string name in new[] { "set", "in", "from", "csv", "source" }) Assert.Contains($"graph.AddSource(\"{name}", code, StringComparison.Ordinal);
        Assert.Contains("field\"", code, StringComparison.Ordinal);
        Assert.Contains(" is global::Millrace.JsonLinesSink<global::Flight> ", code, StringComparison.Ordinal);
    }
}
