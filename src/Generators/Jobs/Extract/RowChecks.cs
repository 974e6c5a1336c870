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
        if (ManagedIn(row) is { } managed)
        {
            // A record with a managed field has an error of its own.
            if (RowTypeReader.IsRecord(managed) && managed.DeclaringSyntaxReferences.Length > 0) context.Fail();
            else context.Report(JobDiagnostics.Managed, place, managed.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat), Advice(managed));
            return false;
        }
        return true;
    }

    /// <summary>False, with a diagnostic, for rows that a connector or state would have to know the layout of but cannot.</summary>
    public static bool CheckStorable(ExtractContext context, TypeModel type, SyntaxNode place)
    {
        if (type.IsStorable) return true;
        if (HasOwnError(type.Row)) context.Fail();
        else context.Report(JobDiagnostics.NotStorable, place, type.Name.Replace("global::", ""));
        return false;
    }

    /// <summary>False for rows with a mistake of their own, or, with a diagnostic, that every connector which can be seen would have to know the layout of but cannot.</summary>
    public static bool CheckKnown(ExtractContext context, TypeModel type, EquatableArray<KnownConnector> known, SyntaxNode place)
    {
        if (type.IsStorable) return true;
        if (HasOwnError(type.Row))
        {
            context.Fail();
            return false;
        }
        return known.Count == 0 || known.Any(connector => connector.Connector.Arity < 2) || CheckStorable(context, type, place);
    }

    /// <summary>True if the type is a record, whose mistakes are reported where it is declared, or unknown to the C# compiler.</summary>
    private static bool HasOwnError(RowType type) => type.Problem == RowProblem.Unknown || (type.Kind == RowKind.Record && !type.IsSupported);

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
