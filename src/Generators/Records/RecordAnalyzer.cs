using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Millrace.Generators.Model;

namespace Millrace.Generators.Records;

/// <summary>
/// Reports records with a field of a type that another generator makes. The generator of records does not see such a type and takes it for an
/// error of the C# compiler's, which never comes; it leaves a note, and this analyzer, which sees all code, finds it.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RecordAnalyzer : DiagnosticAnalyzer
{
    /// <summary>Name of the constant that the generator leaves.</summary>
    internal const string Marker = "__Unread";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [RecordDiagnostics.MadeByAnother];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var record = (INamedTypeSymbol)context.Symbol;
        if (record.GetMembers(Marker).FirstOrDefault() is not IFieldSymbol { ConstantValue: string name }) return;
        var member = record.GetMembers(name).FirstOrDefault(member => member is IPropertySymbol or IFieldSymbol);
        var type = member is IPropertySymbol property ? property.Type : (member as IFieldSymbol)?.Type;
        // What is still not known is an error of the C# compiler's; a record that is not known has an error of its own.
        if (type is null || RowTypeReader.IsRecord(type) || RowTypeReader.IsUnknown(RowTypeReader.Read(type))) return;
        context.ReportDiagnostic(Diagnostic.Create(RecordDiagnostics.MadeByAnother, RecordExtractor.TypeLocation(member!), name));
    }
}
