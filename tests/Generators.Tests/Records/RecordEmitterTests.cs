using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Model;
using Millrace.Generators.Records;

namespace Millrace.Generators.Tests.Records;

/// <summary>What the job compiler asks of the emitter.</summary>
public class RecordEmitterTests
{
    private const string Source = """
        [Record] public readonly partial record struct Flight(Timestamp Date, int Delay, Utf8String Origin, (int Day, Utf8String Gate) Slot, Window Window)
        {
            public int? Distance { get; init; }
            public RecordList<(int A, byte B)> Parts { get; init; }
        }
        """;

    [Fact]
    public void A_pruned_codec_reads_only_the_columns_used()
    {
        var flight = RowTypeReader.Read(Compile("").GetTypeByMetadataName("Flight")!);
        var code = new CodeWriter();
        using (code.Block("partial class Job"))
        {
            RecordEmitter.Pruned(code, "__Flight_1", flight, ["Origin", "Distance", "Slot"], readsJson: false);
            RecordEmitter.Tuples(code, [flight.Fields[3].Type]);
        }
        AssertCompiles(code);
        Assert.Contains("""["origin", "slot.day", "slot.gate", "distance"]""", code.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("delayField", code.ToString(), StringComparison.Ordinal);
        Snapshot.Verify(code.ToString(), "PrunedCsv");
    }

    [Fact]
    public void A_hidden_row_holds_any_fields()
    {
        var compilation = Compile("");
        var flight = RowTypeReader.Read(compilation.GetTypeByMetadataName("Flight")!);
        var key = new RowField("Key", RowTypeReader.Read(compilation.GetTypeByMetadataName("Millrace.Utf8String")!));
        var code = new CodeWriter();
        using (code.Block("partial class Job"))
        {
            var inner = RecordEmitter.Row(code, "__In1", new([key, new RowField("Flight", flight), new RowField("Count", RowTypeReader.Read(compilation.GetSpecialType(SpecialType.System_Int64))) { IsNullable = true }]));
            RecordEmitter.Row(code, "__Acc1", new([new RowField("First", inner), key]), RecordParts.All & ~RecordParts.Schema & ~RecordParts.Csv & ~RecordParts.Json);
        }
        AssertCompiles(code);
    }

    [Fact]
    public void Every_type_of_a_row_is_read_alike_from_source_and_from_a_reference()
    {
        var library = Compile("");
        using var image = new MemoryStream();
        var run = GeneratorRun.Of([new RecordGenerator()], Source);
        Assert.True(run.Output.Emit(image).Success);
        var user = library.RemoveAllSyntaxTrees().WithAssemblyName("User").AddReferences(MetadataReference.CreateFromImage(image.ToArray()));
        Assert.Equal(RowTypeReader.Read(library.GetTypeByMetadataName("Flight")!), RowTypeReader.Read(user.GetTypeByMetadataName("Flight")!));
    }

    private static CSharpCompilation Compile(string more) => GeneratorRun.Of([], Source, more).Compilation;

    private static void AssertCompiles(CodeWriter code)
    {
        var run = GeneratorRun.Of([new RecordGenerator()], Source, code.ToString());
        Assert.Empty(run.CompilerDiagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
    }
}
