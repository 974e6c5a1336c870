using Microsoft.CodeAnalysis;
using Millrace.Generators.Records;

namespace Millrace.Generators.Tests.Records;

public class RecordGeneratorTests
{
    private const string Flight = """
        namespace Air;

        [Record]
        public readonly partial record struct Flight(Timestamp Date, int Delay, Utf8String Origin, double? Price)
        {
            [Was("seat_class"), Column("class")]
            public Cabin Cabin { get; init; }
            public Position At { get; init; }
            public (int Day, Utf8String Gate) Slot { get; init; }
        }

        public enum Cabin : byte { Economy, Business }

        [Record]
        public readonly partial record struct Position(double Latitude, double Longitude);
        """;

    [Fact]
    public void Every_kind_of_field_compiles_to_readable_code()
    {
        var run = GeneratorRun.Of([new RecordGenerator()], Flight);
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.CompilerDiagnostics);
        Snapshot.Verify(run.Text("Flight"), "Flight");
    }

    [Fact]
    public void Awkward_names_and_places_compile()
    {
        var run = GeneratorRun.Of([new RecordGenerator()], """
            partial class Outer
            {
                internal partial struct Inner
                {
                    [Record]
                    private readonly partial record struct Hidden(int Hash, int Compare, Utf8String Columns, int row, int ok, int @class, bool failed)
                    {
                        public int? Schema { get; init; }
                        public char Letter { get; init; }
                        public decimal? Sum { get; init; }
                        public Utf8String? Note { get; init; }
                        public Deep.Leaf? Leaf { get; init; }
                        public ((int, int) Pair, Guid Id) Nested { get; init; }
                        public int Doubled => row * 2;
                        public static int Count;
                    }
                }
            }

            namespace Deep
            {
                [Record]
                public readonly partial record struct Leaf
                {
                    public int A { get; init; }
                    public required float B { get; init; }
                    public Duration C { get; init; }
                }
            }
            """);
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.CompilerDiagnostics.Where(diagnostic => diagnostic.Id is not "CS0649" and not "CS8981"));
    }

    [Fact]
    public void A_comment_above_a_record_leaves_its_text_cached()
    {
        var run = GeneratorRun.Of([new RecordGenerator()], Flight);
        run.Edit(0, "// a comment\n\n" + Flight);
        Assert.All(run.Reasons(RecordGenerator.ExtractStep), reason => Assert.Equal(IncrementalStepRunReason.Unchanged, reason));
        Assert.All(run.Reasons(RecordGenerator.EmitStep), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void A_field_of_another_type_in_another_file_modifies_the_model()
    {
        const string outer = "[Record] public readonly partial record struct Outer(Inner Value);";
        var run = GeneratorRun.Of([new RecordGenerator()], outer, "[Record] public readonly partial record struct Inner(int A);");
        run.Edit(1, "[Record] public readonly partial record struct Inner(long A, int B);");
        Assert.All(run.Reasons(RecordGenerator.EmitStep), reason => Assert.Equal(IncrementalStepRunReason.Modified, reason));
        Assert.Empty(run.CompilerDiagnostics);
    }

    [Fact]
    public void Nothing_of_the_compiler_is_kept_between_runs()
    {
        var run = GeneratorRun.Of([new RecordGenerator()], Flight, "[Record] public readonly partial record struct Bad(string A);");
        foreach (var output in run.Result.Results.SelectMany(result => result.TrackedSteps)
            .Where(step => step.Key.StartsWith("record.", StringComparison.Ordinal)).SelectMany(step => step.Value).SelectMany(step => step.Outputs))
            Retention.AssertFreeOfSymbols(output.Value);
    }

    [Fact]
    public void Code_that_is_half_typed_does_not_stop_the_generator()
    {
        string text = Flight;
        for (int length = 0; length < text.Length; length += 7)
            GeneratorRun.Of([new RecordGenerator()], text[..length]);
    }
}
