using Microsoft.CodeAnalysis;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>
/// Finds what the C# compiler has to say about the methods that a job is read from. Where there is an error their text is not copied: a copy
/// would have the error too, at the same place.
/// </summary>
internal static class UserErrors
{
    /// <summary>The first error in the methods that have been read; null if there is none.</summary>
    public static Diagnostic? First(ExtractContext context) =>
        context.Methods.Select(method => First(context.ModelOf(method.SyntaxTree), method, context.Cancellation)).FirstOrDefault(error => error is not null);

    /// <summary>The first error in a method; null if there is none.</summary>
    public static Diagnostic? First(SemanticModel model, SyntaxNode method, CancellationToken cancellation)
    {
        var errors = method.ContainsDiagnostics ? method.SyntaxTree.GetDiagnostics(method) : model.GetMethodBodyDiagnostics(method.Span, cancellation);
        // A warning that the user's project makes an error is none in the copy, which has warnings off.
        return errors.Where(error => error.DefaultSeverity == DiagnosticSeverity.Error && method.Span.IntersectsWith(error.Location.SourceSpan))
            .OrderBy(error => error.Location.SourceSpan.Start).FirstOrDefault();
    }
}
