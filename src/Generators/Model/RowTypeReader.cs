using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Millrace.Generators.Infrastructure;

namespace Millrace.Generators.Model;

/// <summary>Turns type symbols into <see cref="RowType"/>s. Never throws for code that does not compile yet.</summary>
internal static class RowTypeReader
{
    private const string Records = "global::Millrace.Records.";

    // Fully qualified names, special types as keywords, no nullable annotations: those are the field's.
    private static readonly SymbolDisplayFormat Format = SymbolDisplayFormat.FullyQualifiedFormat;

    /// <summary>The row type of a symbol: a record, a tuple, or a single value.</summary>
    public static RowType Read(ITypeSymbol type) => Read(type, []);

    /// <summary>A field of a type that may be nullable.</summary>
    public static RowField Field(string name, ITypeSymbol type) => Field(name, type, []);

    /// <summary>True if the type carries <c>[Record]</c>.</summary>
    public static bool IsRecord(ITypeSymbol type) =>
        type.GetAttributes().Any(attribute => attribute.AttributeClass is { Name: "RecordAttribute" } a && IsIn(a, "Millrace"));

    /// <summary>The name as an identifier in code.</summary>
    public static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    internal static RowField Field(string name, ITypeSymbol type, List<ITypeSymbol> path)
    {
        bool nullable = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T };
        if (nullable) type = ((INamedTypeSymbol)type).TypeArguments[0];
        return new RowField(Escape(name), Read(type, path)) { IsNullable = nullable, Column = Naming.Snake(name) };
    }

    private static RowType Read(ITypeSymbol type, List<ITypeSymbol> path)
    {
        string name = type.ToDisplayString(Format);
        if (Value(type) is { } value) return new(name, RowKind.Value, Records + value + "Record", value, EquatableArray<RowField>.Empty);
        switch (type)
        {
            case IErrorTypeSymbol:
                return Unsupported(name, RowProblem.Unknown, "");
            case INamedTypeSymbol { TypeKind: TypeKind.Enum } @enum:
                return new(name, RowKind.Enum, $"{Records}EnumRecord<{name}>", "Enum", EquatableArray<RowField>.Empty)
                {
                    Underlying = @enum.EnumUnderlyingType is { } underlying ? Value(underlying) ?? "Int32" : "Int32",
                };
            case INamedTypeSymbol { IsTupleType: true } tuple:
                return Tuple(name, tuple, path);
            case INamedTypeSymbol { Name: "Utf8String" } when IsIn(type, "Millrace"):
                return new(name, RowKind.Text, Records + "Utf8StringRecord", "Text", EquatableArray<RowField>.Empty);
            case INamedTypeSymbol { Name: "Binary" } when IsIn(type, "Millrace"):
                return new(name, RowKind.Binary, Records + "BinaryRecord", "Binary", EquatableArray<RowField>.Empty);
            case INamedTypeSymbol { Name: "RecordList", TypeArguments.Length: 1 } list when IsIn(type, "Millrace"):
                var item = new RowField("Item", Read(list.TypeArguments[0], path));
                return new(name, RowKind.List, $"{Records}RecordListRecord<{item.Type.Name}, {item.Type.Codec}>", "List", new([item]));
            case INamedTypeSymbol { Name: "Window" } when IsIn(type, "Millrace"):
                var time = new RowType("global::Millrace.Timestamp", RowKind.Value, Records + "TimestampRecord", "Timestamp", EquatableArray<RowField>.Empty);
                return new(name, RowKind.Record, Records + "WindowRecord", "Record",
                    new([new RowField("Start", time) { IsPositional = true }, new RowField("End", time) { IsPositional = true }]));
            case INamedTypeSymbol { TypeKind: TypeKind.Struct } record when IsRecord(record):
                return Record(name, record, path);
            case { IsUnmanagedType: true }:
                bool portable = type is INamedTypeSymbol { TypeKind: TypeKind.Struct } && type.SpecialType is not (SpecialType.System_IntPtr or SpecialType.System_UIntPtr)
                    && type.ContainingNamespace?.ToDisplayString().StartsWith("System", StringComparison.Ordinal) != true;
                return portable ? Unsupported(name, RowProblem.NotARecord, "") : Unsupported(name, RowProblem.NotPortable, NumberFor(type));
            default:
                return Unsupported(name, RowProblem.Managed, Replacement(type));
        }
    }

    private static RowType Record(string name, INamedTypeSymbol record, List<ITypeSymbol> path)
    {
        if (record.DeclaringSyntaxReferences.IsEmpty && !record.AllInterfaces.Any(type => type.Name == "IRecord")) return Unsupported(name, RowProblem.WithoutHalf, record.ContainingAssembly?.Name ?? "");
        if (!record.DeclaringSyntaxReferences.IsEmpty && !Declarations.CanHaveHalf(record)) return Unsupported(name, RowProblem.Unknown, "");
        if (path.Contains(record, SymbolEqualityComparer.Default)) return Unsupported(name, RowProblem.Recursive, "");
        path.Add(record);
        var fields = RecordMembers.Read(record, path).Select(member => member.Field).ToEquatable();
        path.RemoveAt(path.Count - 1);
        // A parameter that is being typed, or of a type that is: the record gets no half.
        if (fields.Any(field => field.Name.Length == 0 || IsUnknown(field.Type))) return Unsupported(name, RowProblem.Unknown, "");
        return new(name, RowKind.Record, name, "Record", fields);
    }

    /// <summary>True if a type, or a part of it, does not exist for the generator.</summary>
    internal static bool IsUnknown(RowType type) => type.Problem == RowProblem.Unknown || type.Fields.Any(field => IsUnknown(field.Type));

    private static RowType Tuple(string name, INamedTypeSymbol tuple, List<ITypeSymbol> path)
    {
        var fields = tuple.TupleElements.Select(element => Field(element.Name, element.Type, path)).ToEquatable();
        return new(name, RowKind.Tuple, "__Tuple_" + Naming.Hash(name), "Record", fields) { IsMutable = true };
    }

    private static RowType Unsupported(string name, RowProblem problem, string remedy) =>
        new(name, RowKind.Unsupported, name, "", EquatableArray<RowField>.Empty) { Problem = problem, Remedy = remedy };

    private static string? Value(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_SByte => "SByte",
        SpecialType.System_Byte => "Byte",
        SpecialType.System_Int16 => "Int16",
        SpecialType.System_UInt16 => "UInt16",
        SpecialType.System_Int32 => "Int32",
        SpecialType.System_UInt32 => "UInt32",
        SpecialType.System_Int64 => "Int64",
        SpecialType.System_UInt64 => "UInt64",
        SpecialType.System_Single => "Single",
        SpecialType.System_Double => "Double",
        SpecialType.System_Decimal => "Decimal",
        SpecialType.System_Boolean => "Boolean",
        SpecialType.System_Char => "Char",
        SpecialType.None when type is INamedTypeSymbol { Name: "Guid" } && IsIn(type, "System") => "Guid",
        SpecialType.None when type is INamedTypeSymbol { Name: "Timestamp" or "Duration" } && IsIn(type, "Millrace") => type.Name,
        _ => null,
    };

    private static string Replacement(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_String } => "Utf8String",
        IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte } => "Binary",
        IArrayTypeSymbol array => $"RecordList<{array.ElementType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}>",
        INamedTypeSymbol { Name: "Memory" or "ReadOnlyMemory", TypeArguments.Length: 1 } => "Binary",
        INamedTypeSymbol { TypeArguments.Length: 1 } list when IsList(list) =>
            $"RecordList<{list.TypeArguments[0].ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}>",
        INamedTypeSymbol { Name: "Uri" } => "Utf8String",
        _ => "",
    };

    private static bool IsList(INamedTypeSymbol type) =>
        type.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T
        || type.AllInterfaces.Any(i => i.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T);

    private static string NumberFor(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_IntPtr } => "long",
        { SpecialType: SpecialType.System_UIntPtr } => "ulong",
        { SpecialType: SpecialType.System_DateTime } => "Timestamp",
        INamedTypeSymbol { Name: "DateTimeOffset" or "DateOnly" } => "Timestamp",
        INamedTypeSymbol { Name: "TimeSpan" or "TimeOnly" } => "Duration",
        INamedTypeSymbol { Name: "Half" } => "float",
        INamedTypeSymbol { Name: "Int128" or "UInt128" } => "decimal",
        _ => "",
    };

    private static bool IsIn(ISymbol type, string @namespace) =>
        type.ContainingType is null && type.ContainingNamespace is { } containing && containing.ToDisplayString() == @namespace;
}
