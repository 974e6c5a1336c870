using Millrace.Generators.Records;

namespace Millrace.Generators.Tests.Records;

public class RecordDiagnosticTests
{
    [Theory]
    [InlineData("MR2001", "string", "Utf8String", "[Record] public readonly partial record struct A(int B, string C);")]
    [InlineData("MR2001", "byte[]", "Binary", "[Record] public readonly partial record struct A(byte[] B);")]
    [InlineData("MR2001", "long[]", "RecordList<long>", "[Record] public readonly partial record struct A(long[] B);")]
    [InlineData("MR2001", "List<int>", "RecordList<int>", "[Record] public readonly partial record struct A { public List<int> B { get; init; } }")]
    [InlineData("MR2001", "(int, string)", "Utf8String", "[Record] public readonly partial record struct A((int, string) B);")]
    [InlineData("MR2001", "object", "unmanaged", "[Record] public readonly partial record struct A(object B);")]
    [InlineData("MR2002", "A", "readonly partial record struct A", "[Record] public readonly record struct A(int B);")]
    [InlineData("MR2003", "A", "readonly partial record struct A", "[Record] public partial record struct A(int B);")]
    [InlineData("MR2004", "A", "is a class", "[Record] public partial class A;")]
    [InlineData("MR2004", "A", "is a record", "[Record] public partial record A(int B);")]
    [InlineData("MR2004", "A", "is a struct", "[Record] public readonly partial struct A { public int B { get; init; } }")]
    [InlineData("MR2005", "A", "each type", "[Record] public readonly partial record struct A<T>(int B);")]
    [InlineData("MR2006", "A", "stack only", "[Record] public readonly ref partial struct A;")]
    [InlineData("MR2007", "A", "internal", "[Record] file readonly partial record struct A(int B);")]
    [InlineData("MR2008", "A", "make 'Outer' partial", "public class Outer { [Record] public readonly partial record struct A(int B); }")]
    [InlineData("MR2009", "A", "move the record out", "public partial class Outer<T> { [Record] public readonly partial record struct A(int B); }")]
    [InlineData("MR2010", "C", "'init'", "[Record] public readonly partial record struct A(int B) { public int C { get; } }")]
    [InlineData("MR2010", "C", "'init'", "[Record] public readonly partial record struct A(int B) { public readonly int C; }")]
    [InlineData("MR2011", "RecordList<A>", "key", "[Record] public readonly partial record struct A(int B, RecordList<A> C);")]
    [InlineData("MR2012", "nint", "long", "[Record] public readonly partial record struct A(nint B);")]
    [InlineData("MR2012", "DateTime", "Timestamp", "[Record] public readonly partial record struct A(DateTime B);")]
    [InlineData("MR2012", "TimeSpan?", "Duration", "[Record] public readonly partial record struct A(TimeSpan? B);")]
    [InlineData("MR2013", "System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)", "remove", "[Record, System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)] public readonly partial record struct A(int B);")]
    [InlineData("MR2014", "WINDOW_START", "window_start", "[Record] public readonly partial record struct A(int WindowStart, int WINDOW_START);")]
    [InlineData("MR2015", "P", "mark 'P' with [Record]", "public struct P { public int X; } [Record] public readonly partial record struct A(int B, P C);")]
    [InlineData("MR2016", "A", "at least one", "[Record] public readonly partial record struct A;")]
    public void One_mistake_is_one_error(string id, string underlined, string fix, string source)
    {
        var run = GeneratorRun.Of([new RecordGenerator()], source);
        var diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal(id, diagnostic.Id);
        Assert.Equal(underlined, run.Underlined(diagnostic));
        Assert.Contains(fix, diagnostic.GetMessage(), StringComparison.Ordinal);
        Assert.EndsWith($"/docs/diagnostics/{id}.md", diagnostic.Descriptor.HelpLinkUri, StringComparison.Ordinal);
        Assert.Empty(run.CompilerDiagnostics.Where(error => error.Id is not ("CS8981" or "CS0649")));
    }

    [Fact]
    public void A_nested_record_reports_its_own_mistake()
    {
        var run = GeneratorRun.Of([new RecordGenerator()], "[Record] public readonly partial record struct A(int B, C D); [Record] public readonly partial record struct C(DateTime E);");
        Assert.Equal("DateTime", run.Underlined(Assert.Single(run.Diagnostics)));
        Assert.Empty(run.CompilerDiagnostics);
    }

    [Fact]
    public void Every_diagnostic_has_a_help_page()
    {
        string docs = Path.Combine(Root(), "docs", "diagnostics");
        foreach (var field in typeof(RecordDiagnostics).GetFields().Concat(typeof(Generators.Parameters.ParameterDiagnostics).GetFields()))
        {
            var descriptor = (Microsoft.CodeAnalysis.DiagnosticDescriptor)field.GetValue(null)!;
            string page = Path.Combine(docs, descriptor.Id + ".md");
            Assert.True(File.Exists(page), $"There is no {page}.");
            Assert.StartsWith($"# {descriptor.Id}: {descriptor.Title}", File.ReadAllText(page), StringComparison.Ordinal);
        }
    }

    private static string Root([System.Runtime.CompilerServices.CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}
