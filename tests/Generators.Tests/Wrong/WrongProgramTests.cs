using System.Reflection;
using Microsoft.CodeAnalysis;
using Millrace.Generators.Jobs;

namespace Millrace.Generators.Tests.Wrong;

/// <summary>One mistake is one error, at the user's place, whoever finds it; nothing else is said, and no generated file is shown.</summary>
public class WrongProgramTests
{
    /// <summary>What no program can bring about: a mistake of the generator's own.</summary>
    private static readonly string[] WithoutProgram = ["MR1099"];

    [Theory]
    [MemberData(nameof(WrongJobs.Defines), MemberType = typeof(WrongJobs))]
    [MemberData(nameof(WrongCode.Defines), MemberType = typeof(WrongCode))]
    public void A_mistake_in_define_is_one_error(string id, string define) => WrongProgram.Check(id, WrongProgram.Job(define));

    [Theory]
    [MemberData(nameof(WrongJobs.Classes), MemberType = typeof(WrongJobs))]
    public void A_mistake_in_a_job_class_is_one_error(string id, string job) => WrongProgram.Check(id, "using Millrace.Connectors;\n" + job);

    [Theory]
    [MemberData(nameof(WrongTypes.Records), MemberType = typeof(WrongTypes))]
    public void A_mistake_in_a_record_is_one_error(string id, string record) => WrongProgram.Check(id, record);

    [Theory]
    [MemberData(nameof(WrongTypes.Records), MemberType = typeof(WrongTypes))]
    public void A_mistake_in_a_record_is_one_error_when_a_job_uses_it_too(string id, string record)
    {
        string name = record.Contains("class Outer", StringComparison.Ordinal) ? record.Contains("Outer<T>", StringComparison.Ordinal) ? "Outer<int>.A" : "Outer.A"
            : record.Contains("⟦A⟧<T>", StringComparison.Ordinal) ? "A<int>" : "A";
        // C# itself refuses these as rows.
        if (id is "MR2004" or "MR2006" or "MR2007" || !record.Contains("[Record", StringComparison.Ordinal)) return;
        WrongProgram.Check(id, $"{record} [Job] partial class User {{ void Define(JobBuilder job) => job.From(Csv.Read<{name}>(\"a\")).KeyBy(a => 1).KeepFirst().Named(\"n\").To(Csv.Write<{name}>(\"b\")); }}");
    }

    [Theory]
    [MemberData(nameof(WrongTypes.Operators), MemberType = typeof(WrongTypes))]
    public void A_mistake_in_an_operator_is_one_error(string id, string @operator) => WrongProgram.Check(id, WrongTypes.Operator(@operator));

    [Theory]
    [MemberData(nameof(WrongProjects.Programs), MemberType = typeof(WrongProjects))]
    public void A_mistake_of_the_project_is_one_error(string id, string program, string project) => WrongProjects.Check(id, program, project);

    [Fact]
    public void Every_diagnostic_has_a_wrong_program()
    {
        var shown = new IEnumerable<object>[] { WrongJobs.Defines, WrongJobs.Classes, WrongCode.Defines, WrongTypes.Records, WrongTypes.Operators, WrongProjects.Programs }
            .SelectMany(table => table).Select(row => (string)((object[])row)[0]).ToHashSet();
        var ids = typeof(JobGenerator).Assembly.GetTypes().SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(DiagnosticDescriptor)).Select(field => ((DiagnosticDescriptor)field.GetValue(null)!).Id).ToArray();
        Assert.True(ids.Length > 80, $"Only {ids.Length} diagnostics were found.");
        Assert.Equal("", string.Join(", ", ids.Except(shown).Except(WithoutProgram).Order(StringComparer.Ordinal)));
    }
}
