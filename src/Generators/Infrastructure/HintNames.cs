using Millrace.Generators.Model;

namespace Millrace.Generators.Infrastructure;

/// <summary>Names of generated files. The compiler takes two that differ only by case for one and refuses the second.</summary>
internal static class HintNames
{
    /// <summary>The types, by full name, whose file would be called like another's.</summary>
    /// <param name="names">Full names, and the names of files made of them. A type may be there several times.</param>
    public static EquatableArray<string> Clashing(IEnumerable<(string Type, string Hint)> names) => names.Distinct()
        .GroupBy(name => name.Hint, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1)
        .SelectMany(group => group.Select(name => name.Type)).OrderBy(type => type, StringComparer.Ordinal).ToEquatable();

    /// <summary>The name of a type's file, which no other type has.</summary>
    public static string Unique(string type, string hint, EquatableArray<string> clashing) => clashing.Contains(type) ? $"{hint}-{Naming.Hash(type)}" : hint;
}
