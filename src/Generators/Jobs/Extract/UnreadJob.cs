using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Millrace.Generators.Jobs.Model;
using Millrace.Generators.Model;
using Millrace.Generators.Records;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>
/// A job that could not be read for an error of the C# compiler's. Generators do not see each other's code: if another one makes what was
/// missing, the build has no error, and the job would do nothing but throw. So its half says where the error was, and the analyzer, which sees all
/// code, looks again.
/// </summary>
internal static class UnreadJob
{
    /// <summary>Name of the constant in the skeleton of a job.</summary>
    public const string Marker = "__Unread";

    // A record among its rows could not be completed, which has an error of its own.
    private const string UnknownRow = "a type that this method uses is not known";

    /// <summary>What the constant says.</summary>
    public static string Describe(UnreadModel unread, LambdaPosition at) =>
        $"{at.StartLine}|{at.StartColumn}|{at.EndLine}|{at.EndColumn}|{unread.Error}|{at.Path}";

    /// <summary>Why a job could not be read, and where.</summary>
    public static (UnreadModel Error, LambdaPosition At) Of(ExtractContext context, Location place)
    {
        var error = context.Error;
        var lines = (error?.Location ?? place).GetLineSpan();
        string text = error is null ? UnknownRow : $"{error.Id}, {error.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}";
        return (new UnreadModel(text.Replace("|", "/")), new LambdaPosition(lines.Path, lines.StartLinePosition.Line, lines.StartLinePosition.Character, lines.EndLinePosition.Line, lines.EndLinePosition.Character));
    }

    /// <summary>
    /// The diagnostic for a job that could be read now, were it not for mistakes that nobody has reported, and for one that cannot be read although
    /// nobody has found a mistake; null for any other.
    /// </summary>
    public static Diagnostic? Find(ExtractContext context, JobModel now)
    {
        bool isSilent = !now.IsComplete && context.Diagnostics.Count == 0;
        if (context.Job.GetMembers(Marker).FirstOrDefault() is not IFieldSymbol { HasConstantValue: true, ConstantValue: string said }) return null;
        if (UserErrors.First(context) is not null || (isSilent && (context.WaitsForType || HasErrors(context)))) return null;
        string[] parts = said.Split(['|'], 6);
        if (parts[4] == UnknownRow && context.Compilation.GetSymbolsWithName(RecordAnalyzer.Marker, SymbolFilter.Member, context.Cancellation).Any(marker => RowTypeReader.IsRecord(marker.ContainingType))) return null;
        if (parts[4] == UnknownRow && isSilent) return Diagnostic.Create(JobDiagnostics.Internal, context.Job.Locations[0], context.Job.Name, "it could not be read, and nothing says why");
        int At(int index) => int.Parse(parts[index], System.Globalization.CultureInfo.InvariantCulture);
        var lines = new LinePositionSpan(new LinePosition(At(0), At(1)), new LinePosition(At(2), At(3)));
        var tree = context.Compilation.SyntaxTrees.FirstOrDefault(tree => tree.FilePath == parts[5]);
        var span = tree is null ? default : tree.GetText(context.Cancellation).Lines.GetTextSpan(lines);
        return Diagnostic.Create(JobDiagnostics.MadeByAnother, tree is null ? context.Job.Locations[0] : Location.Create(tree, span), parts[4]);
    }

    /// <summary>True if the C# compiler finds an error outside of methods, such as the type of a property, or in the syntax of what was read.</summary>
    private static bool HasErrors(ExtractContext context) => context.Compilation.GetDeclarationDiagnostics(context.Cancellation)
        .Concat(context.Methods.Select(method => method.SyntaxTree).Distinct().SelectMany(tree => tree.GetDiagnostics(context.Cancellation)))
        .Any(diagnostic => diagnostic.DefaultSeverity == DiagnosticSeverity.Error);
}
