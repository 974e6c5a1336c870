using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Millrace.Generators.Tests;

/// <summary>Looks through what a generator's steps keep: a symbol, tree or compilation there would keep whole compilations alive.</summary>
public static class Retention
{
    /// <summary>Fails if anything reachable from <paramref name="value"/> belongs to a compilation.</summary>
    public static void AssertFreeOfSymbols(object? value) => Visit(value, [], value?.GetType().Name ?? "null");

    private static void Visit(object? value, HashSet<object> seen, string path)
    {
        if (value is null or string || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value)) return;
        Assert.False(value is ISymbol or SyntaxNode or SyntaxTree or Compilation or SemanticModel or Location { IsInSource: true }, $"{path} keeps a {value.GetType().Name}.");
        if (value is DiagnosticDescriptor or Type) return;
        if (value is IEnumerable items)
        {
            foreach (object? item in items) Visit(item, seen, path + "[]");
            return;
        }
        for (var type = value.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                Visit(field.GetValue(value), seen, $"{path}.{field.Name}");
        }
    }
}
