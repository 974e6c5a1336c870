using System.Reflection;
using Microsoft.CodeAnalysis;
using Millrace.Generators.Parameters;
using Millrace.Generators.Tests.Jobs;
using Millrace.Runtime;

namespace Millrace.Generators.Tests.Parameters;

public class ParameterGeneratorTests
{
    private const string Job = """
        namespace Air;

        public enum Mode { Fast, Slow }

        public sealed record Kafka(string Topic, int Partition = 3)
        {
            public Duration Timeout { get; init; } = Duration.Seconds(5);
        }

        public sealed class Retry
        {
            /// <summary>How often to try.</summary>
            public int Count { get; init; } = 2;
            public required string Name { get; init; }
        }

        /// <param name="threshold">Delays below it are not counted.</param>
        [Job]
        public sealed partial class FlightDelays(int threshold = 15)
        {
            /// <summary>The file to read, see
            /// <see cref="System.IO.File"/>.</summary>
            public required string Input { get; init; }
            public string Output { get; init; } = "-";
            public Duration WindowSize { get; init; } = Duration.Hours(1);
            public bool Verbose { get; init; }
            public Mode Mode { get; init; } = Mode.Slow;
            public string[] Carriers { get; init; } = ["AA"];
            public double? Limit { get; init; }
            public Kafka Kafka { get; init; } = new("flights") { Timeout = Duration.Seconds(7) };
            public Kafka? Dead { get; init; }
            public Retry Retry { get; init; } = new() { Name = "first" };
            public Func<int>? Hook { get; init; }
            public int Threshold => threshold;
            static global::Millrace.Runtime.JobGraph global::Millrace.IJob<FlightDelays>.Build(FlightDelays job, global::Millrace.Runtime.GraphSettings settings) => null!;
        }
        """;

    [Fact]
    public void Parameters_are_described_for_help_texts()
    {
        var run = GeneratorRun.Of([new ParameterGenerator()], Job);
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.CompilerDiagnostics);
        Snapshot.Verify(run.Text("FlightDelays"), "FlightDelays");
    }

    [Fact]
    public void Initialisers_hold_where_nothing_is_given()
    {
        dynamic job = Create(Job, "Air.FlightDelays", ("input", "a.csv"));
        Assert.Equal("a.csv", job.Input);
        Assert.Equal("-", job.Output);
        Assert.Equal(Duration.Hours(1), job.WindowSize);
        Assert.Equal("Slow", job.Mode.ToString());
        Assert.Equal(["AA"], (string[])job.Carriers);
        Assert.Equal("flights", job.Kafka.Topic);
        Assert.Equal(Duration.Seconds(7), job.Kafka.Timeout);
        Assert.Equal(15, job.Threshold);
        Assert.Equal(2, job.Retry.Count);
        Assert.Null(job.Dead);
    }

    [Fact]
    public void Values_given_replace_initialisers()
    {
        dynamic job = Create(Job, "Air.FlightDelays", ("input", "a.csv"), ("output", "b.csv"), ("window-size", "10m"), ("verbose", "true"), ("mode", "fast"),
            ("carriers", "UA"), ("carriers", "DL"), ("limit", "1.5"), ("kafka.partition", "9"), ("dead.topic", "lost"), ("threshold", "20"), ("retry.count", "7"));
        Assert.Equal("b.csv", job.Output);
        Assert.Equal(Duration.Minutes(10), job.WindowSize);
        Assert.True(job.Verbose);
        Assert.Equal("Fast", job.Mode.ToString());
        Assert.Equal(["UA", "DL"], (string[])job.Carriers);
        Assert.Equal(1.5, job.Limit);
        Assert.Equal("flights", job.Kafka.Topic);
        Assert.Equal(9, job.Kafka.Partition);
        Assert.Equal("lost", job.Dead.Topic);
        Assert.Equal(3, job.Dead.Partition);
        Assert.Equal(20, job.Threshold);
        Assert.Equal(7, job.Retry.Count);
        Assert.Equal("first", job.Retry.Name);
    }

    [Fact]
    public void A_missing_parameter_is_named()
    {
        var error = Assert.Throws<TargetInvocationException>(() => Create(Job, "Air.FlightDelays"));
        Assert.Equal("input", Assert.IsType<ParameterException>(error.InnerException).Parameter);
    }

    private const string Derived = """
        namespace Air;

        public class Common
        {
            /// <summary>The file to read.</summary>
            public required string Input { get; init; }
            public virtual int Level { get; init; } = 3;
            public string Place { get; init; } = "here";
        }

        public sealed class Limits
        {
            public int A { get; init; } = 1;
            public int B { get; init; } = 2;
            public static Limits Make() => new() { A = 4 };
        }

        [Job]
        public sealed partial class Words : Common
        {
            public Words() => Place = "there";
            public override int Level { get; init; } = 5;
            public Limits Written { get; init; } = new() { A = 4 };
            public Limits Called { get; init; } = Limits.Make();
            static global::Millrace.Runtime.JobGraph global::Millrace.IJob<Words>.Build(Words job, global::Millrace.Runtime.GraphSettings settings) => null!;
        }
        """;

    [Fact]
    public void Parameters_of_a_base_class_are_parameters()
    {
        dynamic job = Create(Derived, "Air.Words", ("input", "a.csv"), ("level", "7"), ("called.b", "9"));
        Assert.Equal(("a.csv", 7, "there"), (job.Input, job.Level, job.Place));
        Assert.Equal((4, 9), (job.Called.A, job.Called.B));
        var error = Assert.Throws<TargetInvocationException>(() => Create(Derived, "Air.Words"));
        Assert.Equal("input", Assert.IsType<ParameterException>(error.InnerException).Parameter);
    }

    [Fact]
    public void Only_defaults_that_hold_are_shown()
    {
        string text = GeneratorRun.Of([new ParameterGenerator()], Derived).Text("Words");
        Assert.Equal(
            [
                "\"level\", \"int\") { Default = \"5\" },",
                "\"written.a\", \"int\") { Default = \"4\" },",
                "\"written.b\", \"int\") { Default = \"2\" },",
                "\"called.a\", \"int\") { HasHiddenDefault = true },",
                "\"called.b\", \"int\") { HasHiddenDefault = true },",
                "\"input\", \"text\") { Required = true, Help = \"The file to read.\" },",
                "\"place\", \"text\") { HasHiddenDefault = true },",
            ],
            text.Split('\n').Where(line => line.Contains("new global::Millrace.Runtime.JobParameter(", StringComparison.Ordinal)).Select(line => line.Split("JobParameter(")[1].TrimEnd()));
    }

    [Theory]
    [InlineData("BaseLimits", "Default = \"4\"")]
    [InlineData("Air.BaseLimits", "Default = \"4\"")]
    [InlineData("global::Air.BaseLimits", "Default = \"4\"")]
    // Its name is the end of the other's.
    [InlineData("Limits", "HasHiddenDefault = true")]
    public void The_defaults_of_a_derived_type_are_not_known(string created, string said) => Assert.Contains($"\"limits.a\", \"int\") {{ {said} }}", GeneratorRun.Of([new ParameterGenerator()], $$"""
        namespace Air;
        public class BaseLimits { public int A { get; init; } = 1; public int B { get; init; } = 2; }
        public sealed class Limits : BaseLimits { public Limits() => B = 3; }
        [Job]
        public sealed partial class Words
        {
            public BaseLimits Limits { get; init; } = new {{created}}() { A = 4 };
            static global::Millrace.Runtime.JobGraph global::Millrace.IJob<Words>.Build(Words job, global::Millrace.Runtime.GraphSettings settings) => null!;
        }
        """).Text("Words"), StringComparison.Ordinal);

    [Fact]
    public void A_class_without_constructors_keeps_its_object_initialiser()
    {
        var run = GeneratorRun.Of([new ParameterGenerator()], """
            [Job]
            public sealed partial class Words
            {
                public required string[] Files { get; init; }
                public static Words Make() => new() { Files = ["a"] };
                static global::Millrace.Runtime.JobGraph global::Millrace.IJob<Words>.Build(Words job, global::Millrace.Runtime.GraphSettings settings) => null!;
            }
            """);
        Assert.Empty(run.CompilerDiagnostics);
    }

    [Fact]
    public void A_required_parameter_that_cannot_be_parsed_is_an_error_at_its_name()
    {
        var run = GeneratorRun.Of([new ParameterGenerator()], "[Job] public sealed partial class Words { public required Action Hook { get; init; } }");
        var diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal("MR2101", diagnostic.Id);
        Assert.Equal("Hook", run.Underlined(diagnostic));
    }

    [Theory]
    [InlineData("public required Source<long> Numbers { get; init; }", "", "source")]
    [InlineData("public required CallbackSink<long> Numbers { get; init; }", "", "sink")]
    [InlineData("", "(Source<long> Numbers)", "source")]
    public void A_required_source_or_sink_is_no_parameter_and_has_to_be_set_in_code(string member, string arguments, string kind)
    {
        string job = $$"""
            [Job]
            public sealed partial class Words{{arguments}}
            {
                {{member}}
                public Source<long>? Others { get; init; }
                static global::Millrace.Runtime.JobGraph global::Millrace.IJob<Words>.Build(Words job, global::Millrace.Runtime.GraphSettings settings) => null!;
            }
            """;
        var run = GeneratorRun.Of([new ParameterGenerator()], job);
        Assert.Empty(run.Diagnostics);
        Assert.Empty(JobRun.Complaints(run));
        Assert.DoesNotContain("new global::Millrace.Runtime.JobParameter(", run.Text("Words"), StringComparison.Ordinal);
        var error = Assert.IsType<ParameterException>(Assert.Throws<TargetInvocationException>(() => Create(job, "Words")).InnerException);
        Assert.Equal($"'Numbers' is a {kind}, which cannot be given here. Set it in code, where the job is made (new … {{ Numbers = … }}), or give it a default instead of 'required'.", error.Message);
    }

    [Fact]
    public void Parameters_of_the_same_name_are_an_error_at_the_second()
    {
        var run = GeneratorRun.Of([new ParameterGenerator()], "[Job] public sealed partial class Words { public int WindowSize { get; init; } public int Window_size { get; init; } }");
        var diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal("MR2102", diagnostic.Id);
        Assert.Equal("Window_size", run.Underlined(diagnostic));
    }

    [Fact]
    public void An_edit_elsewhere_leaves_the_text_cached()
    {
        var run = GeneratorRun.Of([new ParameterGenerator()], Job, "class Other { }");
        run.Edit(1, "class Other { int x; }");
        Assert.All(run.Reasons(ParameterGenerator.ExtractStep), reason => Assert.Equal(IncrementalStepRunReason.Unchanged, reason));
        Assert.All(run.Reasons(ParameterGenerator.EmitStep), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    private static object Create(string source, string type, params (string Name, string Value)[] values)
    {
        var run = GeneratorRun.Of([new ParameterGenerator()], source);
        using var image = new MemoryStream();
        Assert.True(run.Output.Emit(image).Success);
        var job = Assembly.Load(image.ToArray()).GetType(type)!;
        var parameters = new ParameterValues();
        foreach (var (name, value) in values) parameters.Add(name, value);
        return job.GetConstructor(BindingFlags.NonPublic | BindingFlags.Instance, [typeof(ParameterValues)])!.Invoke([parameters]);
    }
}
