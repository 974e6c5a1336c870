using Microsoft.CodeAnalysis;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Which types rows, keys and state may have.</summary>
internal static class RowChecks
{
    public static bool Check(ExtractContext context, ITypeSymbol row, SyntaxNode place)
    {
        if (FileLocalIn(row) is { } local)
        {
            context.Report(JobDiagnostics.FileLocal, place, local.Name);
            return false;
        }
        if (ManagedIn(row) is { } managed)
        {
            context.Report(JobDiagnostics.Managed, place, managed.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat), Advice(managed));
            return false;
        }
        return true;
    }

    private static ITypeSymbol? FileLocalIn(ITypeSymbol type) => type is not INamedTypeSymbol named ? null
        : named.IsFileLocal ? named : named.TypeArguments.Select(FileLocalIn).FirstOrDefault(found => found is not null);

    /// <summary>The innermost part of a row type that holds references.</summary>
    private static ITypeSymbol? ManagedIn(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { IsAnonymousType: true } anonymous)
            return anonymous.GetMembers().OfType<IPropertySymbol>().Select(property => ManagedIn(property.Type)).FirstOrDefault(found => found is not null);
        if (type is INamedTypeSymbol { IsTupleType: true } tuple)
            return tuple.TupleElements.Select(element => ManagedIn(element.Type)).FirstOrDefault(found => found is not null);
        // A field of error type makes a struct managed for the time being; the C# compiler reports it.
        return type.IsUnmanagedType || type.TypeKind == TypeKind.Error ? null : type;
    }

    private static string Advice(ITypeSymbol managed) => managed switch
    {
        { SpecialType: SpecialType.System_String } => "use Utf8String",
        IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte } => "use Binary",
        IArrayTypeSymbol => "use RecordList<T>",
        { SpecialType: SpecialType.System_DateTime } => "use Timestamp",
        { Name: "List" or "ImmutableArray" or "IReadOnlyList" or "IEnumerable" } => "use RecordList<T>",
        { IsReferenceType: true } => "make it a [Record] (a readonly partial record struct)",
        _ => "change its fields to numbers, Utf8String, Timestamp and other unmanaged types",
    };
}
