using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Model;

namespace Millrace.Generators.Records;

/// <summary>Reads a <c>[Record]</c> into a model and says what is wrong with it.</summary>
internal static class RecordExtractor
{
    public static RecordExtraction Extract(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var record = (INamedTypeSymbol)context.TargetSymbol;
        var syntax = (TypeDeclarationSyntax)context.TargetNode;
        var diagnostics = new List<DiagnosticInfo>();
        var output = Declaration(record, syntax, diagnostics);
        var path = new List<ITypeSymbol> { record };
        var members = record.IsRecord && record.TypeKind == TypeKind.Struct ? RecordMembers.Read(record, path).ToList() : [];
        bool isPossible = output != RecordOutput.Nothing;
        if (isPossible && !Members(record, syntax, members, diagnostics)) output = record.IsUnmanagedType ? RecordOutput.Skeleton : RecordOutput.Nothing;
        // The C# compiler reports that the type does not exist, or another generator makes it.
        string unread = isPossible && output == RecordOutput.Nothing && diagnostics.Count == 0 ? members.FirstOrDefault(member => RowTypeReader.IsUnknown(member.Field.Type)).Symbol?.Name ?? "" : "";
        if (unread.Length > 0) output = RecordOutput.Unread;

        string name = record.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        var row = new RowType(name, RowKind.Record, name, "Record", members.Select(member => member.Field).ToEquatable()) { Unkept = members.Count == 0 ? default : RecordMembers.Unkept(record).ToEquatable() };
        return new(new RecordModel(Declarations.NamespaceOf(record), Declarations.Headers(record), row, output) { Unread = unread }, diagnostics.ToEquatable());
    }

    private static RecordOutput Declaration(INamedTypeSymbol record, TypeDeclarationSyntax syntax, List<DiagnosticInfo> diagnostics)
    {
        var place = syntax.Identifier.GetLocation();
        string name = record.Name;
        RecordOutput Stop(DiagnosticDescriptor descriptor, params string[] arguments)
        {
            diagnostics.Add(DiagnosticInfo.Create(descriptor, place, arguments));
            return RecordOutput.Nothing;
        }

        // The C# compiler says what is missing.
        if (Declarations.IsBroken(record)) return RecordOutput.Nothing;
        if (record.IsRefLikeType) return Stop(RecordDiagnostics.RefStruct, name);
        if (!record.IsRecord || record.TypeKind != TypeKind.Struct) return Stop(RecordDiagnostics.NotRecordStruct, name, Declarations.Keyword(record));
        if (record.IsGenericType && record.TypeParameters.Length > 0) return Stop(RecordDiagnostics.Generic, name);
        if (record.IsFileLocal) return Stop(RecordDiagnostics.FileLocal, name);
        for (var outer = record.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            if (outer.TypeParameters.Length > 0) return Stop(RecordDiagnostics.NestedInGeneric, name, outer.Name);
            if (outer.IsFileLocal) return Stop(RecordDiagnostics.FileLocal, name);
            if (!Declarations.IsPartial(outer)) return Stop(RecordDiagnostics.NestedInNonPartial, name, outer.Name);
        }
        if (!Declarations.IsPartial(record)) return Stop(RecordDiagnostics.NotPartial, name);
        if (record.GetMembers("Equals").OfType<IMethodSymbol>().FirstOrDefault(method => !method.IsImplicitlyDeclared && method.Parameters.Length == 1
            && SymbolEqualityComparer.Default.Equals(method.Parameters[0].Type, record)) is { } own) diagnostics.Add(DiagnosticInfo.Create(RecordDiagnostics.OwnEquality, own.Locations[0], name));
        if (!record.IsReadOnly) diagnostics.Add(DiagnosticInfo.Create(RecordDiagnostics.NotReadOnly, place, name));
        if (record.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.Name == "StructLayoutAttribute") is { } layout
            && layout.ConstructorArguments.FirstOrDefault().Value is not 0 and not (short)0)
        {
            var at = layout.ApplicationSyntaxReference?.GetSyntax().GetLocation() ?? place;
            diagnostics.Add(DiagnosticInfo.Create(RecordDiagnostics.ExplicitLayout, at, name));
        }
        return RecordOutput.Complete;
    }

    private static bool Members(INamedTypeSymbol record, TypeDeclarationSyntax syntax, List<(RowField Field, ISymbol Symbol)> members, List<DiagnosticInfo> diagnostics)
    {
        bool complete = members.Count > 0;
        if (!complete) diagnostics.Add(DiagnosticInfo.Create(RecordDiagnostics.NoFields, syntax.Identifier.GetLocation(), record.Name));
        var columns = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (field, symbol) in members)
        {
            // A parameter that is being typed has a type and no name yet; the C# compiler says so.
            if (symbol.Name.Length == 0) complete = false;
            else if (Problem(field.Type) is { } problem)
            {
                complete = false;
                if (Describe(record, symbol.Name, problem) is var (descriptor, arguments)) diagnostics.Add(DiagnosticInfo.Create(descriptor, TypeLocation(symbol), arguments));
            }
            // A record in it that has mistakes of its own gets no half, so this one can have none either.
            else if (!field.Type.IsSupported) complete = false;
            else if (!RecordMembers.IsSettable(symbol))
            {
                complete = false;
                diagnostics.Add(DiagnosticInfo.Create(RecordDiagnostics.NotSettable, symbol.Locations[0], symbol.Name));
            }
            if (columns.TryGetValue(field.Column, out string? other))
            {
                complete = false;
                // Of two members of one name the C# compiler complains.
                if (other != symbol.Name) diagnostics.Add(DiagnosticInfo.Create(RecordDiagnostics.DuplicateColumn, symbol.Locations[0], other, symbol.Name, field.Column));
            }
            else columns.Add(field.Column, symbol.Name);
        }
        return complete;
    }

    /// <summary>The part of a type that cannot be in a row. A nested record reports its own mistakes, except that it contains the outer one.</summary>
    private static RowType? Problem(RowType type)
    {
        if (type.Problem != RowProblem.None) return type;
        foreach (var part in type.Fields)
        {
            if (Problem(part.Type) is { } problem && (type.Kind != RowKind.Record || problem.Problem == RowProblem.Recursive)) return problem;
        }
        return null;
    }

    private static (DiagnosticDescriptor, string[])? Describe(INamedTypeSymbol record, string field, RowType problem)
    {
        string type = problem.Name.Replace("global::", "");
        return problem.Problem switch
        {
            RowProblem.Managed => (RecordDiagnostics.ManagedField, [field, type, problem.Remedy.Length > 0 ? $"use '{problem.Remedy}'" : "use unmanaged types (numbers, 'Utf8String', 'Binary', 'RecordList<T>', other records)"]),
            RowProblem.NotPortable => (RecordDiagnostics.NotPortable, [field, type, problem.Remedy.Length > 0 ? $"use '{problem.Remedy}'" : "use a type of fixed size, such as 'long'"]),
            RowProblem.NotARecord => (RecordDiagnostics.FieldNotARecord, [field, type]),
            RowProblem.WithoutHalf => (RecordDiagnostics.FieldWithoutHalf, [field, type, problem.Remedy]),
            RowProblem.Recursive => (RecordDiagnostics.Recursive, [field, record.Name]),
            _ => null,
        };
    }

    public static Location TypeLocation(ISymbol symbol) => symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
    {
        ParameterSyntax { Type: { } type } => type.GetLocation(),
        PropertyDeclarationSyntax property => property.Type.GetLocation(),
        VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax variable } => variable.Type.GetLocation(),
        _ => symbol.Locations[0],
    };
}
