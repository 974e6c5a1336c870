using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Millrace.Generators.Infrastructure;

/// <summary>Generated code is written in C# 12; a project that is compiled as an older one gets none, but one error that says so.</summary>
internal static class Language
{
    /// <summary>What of a pipeline may be written out.</summary>
    public static IncrementalValuesProvider<T> WhereSupported<T>(this IncrementalValuesProvider<T> sources, IncrementalGeneratorInitializationContext context) =>
        sources.Combine(TooOld(context)).Where(static pair => pair.Right is null).Select(static (pair, _) => pair.Left);

    /// <summary>The project's version if it is too old; null if not.</summary>
    public static IncrementalValueProvider<string?> TooOld(IncrementalGeneratorInitializationContext context) => context.ParseOptionsProvider.Select(static (options, _) =>
        options is CSharpParseOptions { LanguageVersion: < LanguageVersion.CSharp12 and var version } ? version.ToDisplayString() : null);
}
