using Microsoft.CodeAnalysis.CSharp;
using Millrace.Generators.Tests.Jobs;

namespace Millrace.Generators.Tests.Wrong;

public class TwiceDeclaredTests
{
    private const string Job = """
        [Job] partial class Twice { void Define(JobBuilder job) => job.From(Csv.Read<Flight>("a")).To(Csv.Write<Flight>("b")); }
        """;

    private const string Record = "[Record] public readonly partial record struct Pair(int Left, int Right);";

    private const string Operator = """
        [Operator] public partial struct Pass : IProcessFunction<Flight, Flight>
        {
            public void Process(in Flight row, ProcessContext<Flight> context) => context.Collect(row);
        }
        """;

    [Theory]
    [InlineData(Job, Job)]
    [InlineData(Job, "[Job] partial class Twice;")]
    [InlineData(Job, "[Job] class Twice;")]
    [InlineData(Record, Record)]
    [InlineData(Record, "[Record] public readonly partial record struct Pair;")]
    [InlineData(Record, "[Record] public partial class Pair;")]
    [InlineData(Operator, Operator)]
    [InlineData(Operator, "[Operator] public struct Pass;")]
    public void Declared_twice_a_type_has_the_errors_of_the_compiler_and_fails_no_generator(string first, string second)
    {
        var compilation = GeneratorRun.Compile(LanguageVersion.Preview, JobRun.Types + first + "\n" + second);
        var build = WholeBuild.Of(compilation, WholeBuild.Driver((CSharpParseOptions)compilation.SyntaxTrees[0].Options));
        Assert.Empty(build.Faults());
        Assert.NotEmpty(build.Errors);
        Assert.All(build.Errors, error => Assert.StartsWith("CS", error.Id, StringComparison.Ordinal));
    }
}
