using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Millrace.Generators.Tests.Wrong;

/// <summary>Programs that are wrong for what is around them: the language version, another assembly, another generator.</summary>
internal static class WrongProjects
{
    private const string Reads = "using Millrace.Connectors; [Job] public sealed partial class J { void Define(JobBuilder job) => job.⟦From⟧(Csv.Read<Outside.Row>(\"x\")).To(Csv.Write<Outside.Row>(\"-\")); }";

    /// <summary>Id, the program, and the project that it is in.</summary>
    public static readonly TheoryData<string, string, string> Programs = new()
    {
        { "MR1026", "[Job] public sealed partial class ⟦J⟧ { void Define(JobBuilder job) => job.From(Millrace.Csv.Read<Flight>(\"x\")).To(Millrace.Csv.Write<Flight>(\"-\")); }", "C# 11" },
        { "MR1026", "[Record] public readonly partial record struct ⟦A⟧(int B);", "C# 10" },
        { "MR1027", Reads, "with a record that was not completed" },
        { "MR1027", Reads.Replace("⟦From⟧", "From", StringComparison.Ordinal).Replace(".To(", ".KeyBy(⟦r => r⟧).Reduce((a, b) => a).To(", StringComparison.Ordinal).Replace("Csv.Read<Outside.Row>(\"x\")", "Csv.Read<Flight>(\"x\")", StringComparison.Ordinal).Replace(".KeyBy", ".Select(f => default(Outside.Row)).KeyBy", StringComparison.Ordinal), "with a record that was not completed" },
        { "MR2017", "[Record] public readonly partial record struct A(int B, ⟦Outside.Row⟧ C);", "with a record that was not completed" },
        { "MR1028", "extern alias outside;" + Reads.Replace("Outside.Row", "outside::Outside.Row", StringComparison.Ordinal), "with an alias" },
        { "MR2018", "namespace Shop; [Record] public readonly partial record struct A(int B, ⟦Id⟧ C);", "with another generator" },
        { "MR2018", "namespace Shop; [Record] public readonly partial record struct A(int B, ⟦Id⟧ C); [Job] public sealed partial class J { void Define(JobBuilder job) => job.From(Millrace.Csv.Read<A>(\"x\")).To(Millrace.Csv.Write<A>(\"-\")); }", "with another generator" },
        // A member, a type, and one on which everything else depends.
        { "MR1098", WrongProgram.Job("=> READ.Where(f => Made.⟦Yes⟧(f)).WRITE;"), "with another generator" },
        { "MR1098", WrongProgram.Job("=> READ.Where(f => new ⟦New⟧().Is(f)).WRITE;"), "with another generator" },
        { "MR1098", WrongProgram.Job("=> READ.Select(f => Made.⟦Row⟧(f)).WRITE;"), "with another generator" },
        { "MR1098", WrongProgram.Job("=> READ.Where(f => _calls > Made.⟦Least⟧).WRITE;"), "with another generator" },
        { "MR1098", WrongProgram.Job("=> READ.WRITE;").Replace("void Define(", "internal New? Maker { get; init; } void Define(", StringComparison.Ordinal).Replace("=> READ", "=> READ.Select(f => Maker!.⟦Same⟧(f))", StringComparison.Ordinal), "with another generator" },
    };

    /// <summary>Builds the program in its project.</summary>
    public static void Check(string id, string program, string project)
    {
        switch (project)
        {
            case "C# 10": WrongProgram.Check(id, program, LanguageVersion.CSharp10); break;
            case "C# 11": WrongProgram.Check(id, program, LanguageVersion.CSharp11); break;
            case "with a record that was not completed": WrongProgram.Check(id, program, reference: Outside(isCompleted: false)); break;
            case "with an alias": WrongProgram.Check(id, program, reference: Outside(isCompleted: true).WithAliases(["outside"])); break;
            case "with another generator": WrongProgram.Check(id, program, others: new Maker()); break;
            default: Assert.Fail(project); break;
        }
    }

    private static PortableExecutableReference Outside(bool isCompleted)
    {
        Compilation compilation = GeneratorRun.Compile(LanguageVersion.Preview, "namespace Outside; [Record] public readonly partial record struct Row(int A, Utf8String B);").WithAssemblyName("Outside");
        if (isCompleted) WholeBuild.Driver((CSharpParseOptions)compilation.SyntaxTrees.First().Options).RunGeneratorsAndUpdateCompilation(compilation, out compilation, out _);
        using var image = new MemoryStream();
        Assert.True(compilation.Emit(image).Success);
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    /// <summary>Another source generator of the user's project.</summary>
    private sealed class Maker : IIncrementalGenerator
    {
        public void Initialize(IncrementalGeneratorInitializationContext context) => context.RegisterSourceOutput(context.CompilationProvider, static (output, _) => output.AddSource("Made.g.cs", """
            namespace Shop;
            internal static partial class Made { public static bool Yes(Flight flight) => true; public static Flight Row(Flight flight) => flight; public static int Least => 1; }
            public enum Id { None }
            internal sealed class New { public bool Is(Flight flight) => true; public Flight Same(Flight flight) => flight; }
            """));
    }
}
