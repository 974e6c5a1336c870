using Microsoft.CodeAnalysis;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;
using Millrace.Generators.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Which types rows, keys and state may have.</summary>
internal static class RowChecks
{
    /// <summary>False, with a diagnostic, for rows that hold references, or that the C# compiler does not know.</summary>
    public static bool CheckRow(ExtractContext context, ITypeSymbol row, SyntaxNode place)
    {
        if (row is not IErrorTypeSymbol) return Check(context, row, place);
        context.Fail();
        return false;
    }

    private static bool Check(ExtractContext context, ITypeSymbol row, SyntaxNode place)
    {
        if (FileLocalIn(row) is { } local)
        {
            context.Report(JobDiagnostics.FileLocal, place, local.Name);
            return false;
        }
        if (AliasedIn(context, row) is var (aliased, alias))
        {
            context.Report(JobDiagnostics.Aliased, place, aliased.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat), aliased.ContainingAssembly.Name, alias);
            return false;
        }
        if (ManagedIn(row) is { } managed)
        {
            // A record with a managed field has an error of its own.
            if (RowTypeReader.IsRecord(managed) && managed.DeclaringSyntaxReferences.Length > 0) context.FailForType();
            else context.Report(JobDiagnostics.Managed, place, managed.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat), Advice(managed));
            return false;
        }
        return true;
    }

    /// <summary>False, with a diagnostic, for rows that a connector or state would have to know the layout of but cannot.</summary>
    public static bool CheckStorable(ExtractContext context, TypeModel type, SyntaxNode place)
    {
        if (type.IsStorable) return true;
        if (type.Row is { Problem: RowProblem.WithoutHalf, Remedy: var assembly }) context.Report(JobDiagnostics.WithoutHalf, place, type.Name.Replace("global::", ""), assembly);
        else if (HasOwnError(type.Row)) context.FailForType();
        else ReportNotStorable(context, type, place);
        return false;
    }

    /// <summary>False for rows with a mistake of their own, or, with a diagnostic, that every connector which can be seen would have to know the layout of but cannot.</summary>
    public static bool CheckKnown(ExtractContext context, TypeModel type, EquatableArray<KnownConnector> known, SyntaxNode place)
    {
        if (type.IsStorable) return true;
        if (HasOwnError(type.Row))
        {
            context.FailForType();
            return false;
        }
        return known.Count == 0 || known.Any(connector => connector.Connector.Arity < 2) || CheckStorable(context, type, place);
    }

    /// <summary>Reports a type that cannot be stored.</summary>
    public static void ReportNotStorable(ExtractContext context, TypeModel type, SyntaxNode place) =>
        context.Report(JobDiagnostics.NotStorable, place, type.Name.Replace("global::", ""), type.IsNullable && type.Row.IsSupported
            ? "it may be null; say what stands for null, as in 'flight.Gate ?? -1', or put it into a [Record]"
            : "its layout is not known; use a number, text, time, enum, [Record], or a tuple of these");

    /// <summary>True if the type is a record, whose mistakes are reported where it is declared, or unknown to the C# compiler.</summary>
    private static bool HasOwnError(RowType type) => type.Problem == RowProblem.Unknown || (type.Kind == RowKind.Record && !type.IsSupported);

    private static ITypeSymbol? FileLocalIn(ITypeSymbol type) => type is not INamedTypeSymbol named ? null
        : named.IsFileLocal ? named : named.TypeArguments.Select(FileLocalIn).FirstOrDefault(found => found is not null);

    /// <summary>The part of a row type whose assembly has no place in the global namespace, and the name that it has instead.</summary>
    private static (ITypeSymbol Type, string Alias)? AliasedIn(ExtractContext context, ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol named) return null;
        foreach (var part in PartsOf(named))
        {
            if (AliasedIn(context, part) is { } found) return found;
        }
        if (named.IsAnonymousType || named.ContainingAssembly is not { } assembly || context.Compilation.GetMetadataReference(assembly)?.Properties.Aliases is not { IsDefaultOrEmpty: false } aliases) return null;
        return aliases.Contains("global") ? null : (named, aliases[0]);
    }

    private static IEnumerable<ITypeSymbol> PartsOf(INamedTypeSymbol type) =>
        type.IsAnonymousType ? type.GetMembers().OfType<IPropertySymbol>().Select(property => property.Type) : type.TypeArguments;

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
