using System.Reflection;

namespace Millrace.Architecture.Tests;

/// <summary>What the assemblies promise to their users.</summary>
public class PublicTypeTests
{
    private static readonly string[] Names = ["Millrace.Memory", "Millrace.Core", "Millrace.Host"];

    /// <summary>Concrete classes that users derive from, and why.</summary>
    private static readonly Dictionary<string, string> MadeToBeDerivedFrom = new()
    {
        ["Millrace.Connectors.SourceSplit"] = "sources without a position of their own use it as it is, files add their range",
    };

    /// <summary>Classes two steps below the first, and why.</summary>
    private static readonly Dictionary<string, string> TwoStepsDeep = new()
    {
        ["Millrace.ChannelSink`2"] = "the type between keeps the managed type out of what jobs see",
    };

    public static TheoryData<string> Assemblies => [.. Names];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Classes_are_sealed_unless_made_to_be_derived_from(string assembly) =>
        Violations.MustBeNone(
            Load(assembly).GetTypes().Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false } && !IsCompilerMade(type)
                    && !IsDerivedFrom(type) && !MadeToBeDerivedFrom.ContainsKey(type.FullName!))
                .Select(type => type.FullName!),
            "Seal these, or make them abstract.");

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Inheritance_is_one_step_deep(string assembly) =>
        Violations.MustBeNone(
            Load(assembly).GetTypes().Where(type => type.IsClass && !IsCompilerMade(type) && Depth(type) > 1 && !TwoStepsDeep.ContainsKey(type.FullName!)).Select(type => type.FullName!),
            "Prefer a field to a base class: a class of ours derives from at most one other class of ours.");

    private static Assembly Load(string name) => Assembly.Load(name);

    private static bool IsCompilerMade(Type type) => type.FullName!.Contains('<', StringComparison.Ordinal);

    private static bool IsOurs(Type type) => type.Assembly.GetName().Name!.StartsWith("Millrace", StringComparison.Ordinal);

    private static bool IsDerivedFrom(Type type) => Names.SelectMany(name => Load(name).GetTypes())
        .Any(other => other.BaseType is { } parent && (parent == type || (parent.IsGenericType && parent.GetGenericTypeDefinition() == type)));

    private static int Depth(Type type)
    {
        int depth = 0;
        for (var parent = type.BaseType; parent is not null && IsOurs(parent); parent = parent.BaseType) depth++;
        return depth;
    }
}
