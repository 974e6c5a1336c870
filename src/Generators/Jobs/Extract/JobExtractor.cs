using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;
using Millrace.Generators.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Reads a <c>[Job]</c> class. Runs at every edit, on code that may not compile yet.</summary>
internal static class JobExtractor
{
    public static JobExtraction Extract(Compilation compilation, TypeDeclarationSyntax declaration, INamedTypeSymbol job, CancellationToken cancellation)
    {
        var context = new ExtractContext(compilation, job, cancellation);
#pragma warning disable CA1031 // An exception that leaves a generator takes all generated code with it, and its errors hide this one.
        try
        {
            return Read(context, declaration);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            context.Report(JobDiagnostics.Internal, declaration.Identifier.GetLocation(), job.Name, $"{exception.GetType().Name}, {exception.Message}");
            return new JobExtraction(new JobModel(ClassOf(context), default, default, default, default, false), default, context.Diagnostics.ToEquatable());
        }
#pragma warning restore CA1031
    }

    /// <summary>What only shows when all generated code is there: that the job can be read now but could not before, and what it had better say.</summary>
    public static (Diagnostic? Unseen, IReadOnlyList<JobWarning> Warnings) Review(Compilation compilation, TypeDeclarationSyntax declaration, INamedTypeSymbol job, CancellationToken cancellation)
    {
        var context = new ExtractContext(compilation, job, cancellation) { Copies = false };
#pragma warning disable CA1031 // The generator runs the same code and reports what is wrong with it.
        try
        {
            var model = Read(context, declaration).Model;
            if (UnreadJob.Find(context, model) is { } unseen) return (unseen, []);
            var nodes = model.Nodes;
            var times = TimeAttributes.Of(nodes.ToList());
            // Rows of ingestion or processing time are never late.
            return (null, nodes.OfType<AggregateNode>().Where(node => node.Window is { NeedsEventTime: true, Late: LateRows.Unsaid } && TimeAttributes.OfInputs(node, times) == TimeAttribute.Event)
                .Select(node => new JobWarning(JobDiagnostics.LateRowsUnsaid, context.Places[node.Id]))
                .Concat(OperatorNames.Suggest(context, nodes).Select(unnamed => new JobWarning(JobDiagnostics.Unnamed, context.Calls[unnamed.Node.Id], unnamed.Node.Name,
                    unnamed.Name is null ? "Named(name) behind this call, where each call of this method passes the name" : "Named(\"…\") behind this call")
                { Name = unnamed.Name }))
                .ToList());
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return (null, []);
        }
#pragma warning restore CA1031
    }

    private static JobExtraction Read(ExtractContext context, TypeDeclarationSyntax declaration)
    {
        var job = context.Job;
        // A class that cannot have a second half gets none, which would only add errors.
        if (job.TypeKind != TypeKind.Class || Declarations.IsBroken(job) || !CheckClass(context, declaration))
            return new JobExtraction(new JobModel(new ClassModel("", default, job.Name, job.Name), default, default, default, default, false), default, context.Diagnostics.ToEquatable());
        var define = FindDefine(context, declaration);
        if (define is not null)
        {
            new DefineReader(context).Read(define);
            if (!context.Failed) PlanChecks.Run(context);
        }
        // Those found before it, in a method that calls the one with the error, wait as well.
        if (context.Error is not null) context.Diagnostics.Clear();
        var nodes = context.Failed || context.Nodes.Contains(null) ? [] : context.Nodes.Select(node => node!);
        // The analyzer sees the generated half as well.
        foreach (var member in context.Copies ? job.GetMembers().Where(IsReserved) : []) context.Report(JobDiagnostics.ReservedName, member.Locations[0], member.Name);
        bool complete = !context.Failed && context.Nodes.Count > 0;
        if (complete)
        {
            var model = new JobModel(ClassOf(context), nodes.ToEquatable(), context.Lambdas.ToEquatable(), context.Files.ToEquatable(), context.Types.Anonymous.ToEquatable(), true) { Given = context.Given.ToEquatable() };
            return new JobExtraction(model, context.Positions.ToEquatable(), context.Diagnostics.ToEquatable());
        }
        var skeleton = new JobModel(ClassOf(context), default, default, default, default, false);
        if (define is null || context.Diagnostics.Count > 0 || !context.Copies) return new JobExtraction(skeleton, default, context.Diagnostics.ToEquatable());
        var (unread, at) = UnreadJob.Of(context, define.Identifier.GetLocation());
        return new JobExtraction(skeleton with { Unread = unread }, new([at]), default);
    }

    private static bool CheckClass(ExtractContext context, TypeDeclarationSyntax declaration)
    {
        var job = context.Job;
        var name = declaration.Identifier.GetLocation();
        for (var type = job; type is not null; type = type.ContainingType)
        {
            if (!Declarations.IsPartial(type)) context.Report(JobDiagnostics.NotPartial, name, type.Name);
            if (type.IsGenericType) context.Report(JobDiagnostics.Generic, name, job.Name);
            if (type.IsFileLocal) context.Report(JobDiagnostics.FileLocal, name, type.Name);
        }
        if (job.IsStatic || job.IsAbstract) context.Report(JobDiagnostics.NotAJobClass, name, job.Name);
        return !context.Failed;
    }

    private static bool IsReserved(ISymbol member) => !member.IsImplicitlyDeclared && member.Name.StartsWith("__", StringComparison.Ordinal);

    private static MethodDeclarationSyntax? FindDefine(ExtractContext context, TypeDeclarationSyntax declaration)
    {
        IMethodSymbol? other = null;
        foreach (var method in context.Job.GetMembers("Define").OfType<IMethodSymbol>())
        {
            other ??= method;
            bool fits = method is { IsStatic: false, IsGenericMethod: false, ReturnsVoid: true, IsAsync: false, Parameters.Length: 1 }
                && method.Parameters[0].RefKind == RefKind.None && method.Parameters[0].Type.ToDisplayString() == "Millrace.JobBuilder";
            if (fits && method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(context.Cancellation) is MethodDeclarationSyntax syntax)
            {
                if (syntax.Body is not null || syntax.ExpressionBody is not null) return syntax;
            }
        }
        context.Report(JobDiagnostics.NoDefine, declaration.Identifier.GetLocation(), context.Job.Name, other is null ? "" : "; " + Misfit(other));
        return null;
    }

    /// <summary>What is wrong with a method of that name.</summary>
    private static string Misfit(IMethodSymbol method) => method switch
    {
        { IsStatic: true } => "this one is static",
        { IsGenericMethod: true } => "this one is generic",
        { IsAsync: true } => "this one is async, and is read when the program is compiled, so that it has nothing to wait for",
        { ReturnsVoid: false } => $"this one returns '{method.ReturnType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}'",
        _ when method.Parameters.Length != 1 => $"this one takes {method.Parameters.Length} parameters",
        _ when method.Parameters[0].RefKind != RefKind.None => "this one takes its parameter by reference",
        _ when method.Parameters[0].Type.ToDisplayString() != "Millrace.JobBuilder" => $"this one takes '{method.Parameters[0].Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}'",
        _ => "this one has no body",
    };

    private static ClassModel ClassOf(ExtractContext context)
    {
        var headers = Declarations.Headers(context.Job);
        // What is copied may need it, wherever it was said.
        if (context.Methods.Any(IsUnsafe)) headers = new([.. headers.Take(headers.Count - 1), "unsafe " + headers[headers.Count - 1]]);
        return new ClassModel(Declarations.NamespaceOf(context.Job), headers, context.Job.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat), context.Job.Name);
    }

    private static bool IsUnsafe(SyntaxNode method) =>
        method.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().Any(member => member.Modifiers.Any(SyntaxKind.UnsafeKeyword));
}
