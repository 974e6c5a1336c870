using Microsoft.CodeAnalysis;

namespace Millrace.Generators.Records;

/// <summary>What cannot be a record, one diagnostic per mistake.</summary>
internal static class RecordDiagnostics
{
    public static readonly DiagnosticDescriptor ManagedField = Error("MR2001", "Managed field in a record",
        "'{0}' is of the managed type '{1}', which cannot be in a row; {2}");

    public static readonly DiagnosticDescriptor NotPartial = Error("MR2002", "Record is not partial",
        "'{0}' is marked [Record] but is not partial, so its layout and codecs cannot be added; write 'readonly partial record struct {0}'");

    public static readonly DiagnosticDescriptor NotReadOnly = Error("MR2003", "Record is not readonly",
        "'{0}' is marked [Record] but can be changed, and rows are shared between operators; write 'readonly partial record struct {0}'");

    public static readonly DiagnosticDescriptor NotRecordStruct = Error("MR2004", "Record is not a record struct",
        "'{0}' is marked [Record] but is a {1}; write 'readonly partial record struct {0}'");

    public static readonly DiagnosticDescriptor Generic = Error("MR2005", "Generic record",
        "'{0}' is generic, and a row needs one fixed layout; write a record for each type that it is used with");

    public static readonly DiagnosticDescriptor RefStruct = Error("MR2006", "Record is a ref struct",
        "'{0}' is a ref struct, which lives on the stack only and cannot be stored as a row; write 'readonly partial record struct {0}'");

    public static readonly DiagnosticDescriptor FileLocal = Error("MR2007", "File-local record",
        "'{0}' is file-local, so the generated half cannot reach it; make it internal");

    public static readonly DiagnosticDescriptor NestedInNonPartial = Error("MR2008", "Record nested in a type that is not partial",
        "'{0}' is nested in '{1}', which is not partial; make '{1}' partial or move the record out of it");

    public static readonly DiagnosticDescriptor NestedInGeneric = Error("MR2009", "Record nested in a generic type",
        "'{0}' is nested in the generic type '{1}', so it has no single layout; move the record out of it");

    public static readonly DiagnosticDescriptor NotSettable = Error("MR2010", "Field that cannot be set",
        "'{0}' cannot be set by the codecs; make it a public property with 'get' and 'init', or a parameter of the record");

    public static readonly DiagnosticDescriptor Recursive = Error("MR2011", "Recursive record",
        "'{0}' makes '{1}' contain itself, so a row has no fixed schema; refer to the other row by a key instead");

    public static readonly DiagnosticDescriptor NotPortable = Error("MR2012", "Field without a portable layout",
        "'{0}' is of type '{1}', whose layout is not fixed or not portable; {2}");

    public static readonly DiagnosticDescriptor ExplicitLayout = Error("MR2013", "Record with a layout of its own",
        "'{0}' has a [StructLayout] attribute, but the layout of a row is also its wire and state format; remove the attribute");

    public static readonly DiagnosticDescriptor DuplicateColumn = Error("MR2014", "Columns that differ only by case",
        "'{0}' and '{1}' are both the column '{2}', which CSV headers and JSON members cannot tell apart; rename one or give it a [Column]");

    public static readonly DiagnosticDescriptor FieldNotARecord = Error("MR2015", "Struct in a record that is not a record",
        "'{0}' is of type '{1}', a struct that is not a record; mark '{1}' with [Record]");

    public static readonly DiagnosticDescriptor NoFields = Error("MR2016", "Record without fields",
        "'{0}' has no fields; give it at least one, for example 'readonly partial record struct {0}(int Id)'");

    public static readonly DiagnosticDescriptor FieldWithoutHalf = Error("MR2017", "Field of a record that was not completed",
        "'{0}' is of type '{1}', a [Record] of the assembly '{2}', which was built without the generator that completes it; add the package Millrace to that project");

    public static readonly DiagnosticDescriptor MadeByAnother = new("MR2018", "Field of a type that another generator makes",
        "The type of '{0}' is made by another source generator, which cannot be seen where records are completed; declare it in the project",
        "Millrace.Records", DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: "https://github.com/millrace/millrace/blob/main/docs/diagnostics/MR2018.md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor OwnEquality = Error("MR2019", "Record with an equality of its own",
        "Keys and rows of '{0}' are compared by all of their fields, so this method would be ignored; remove it, and use the fields that count as the key");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "Millrace.Records", DiagnosticSeverity.Error, isEnabledByDefault: true,
            helpLinkUri: $"https://github.com/millrace/millrace/blob/main/docs/diagnostics/{id}.md");
}
