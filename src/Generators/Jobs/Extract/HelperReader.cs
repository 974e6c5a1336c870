using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Finds the method that a call of a helper means, and what the call passes to it.</summary>
/// <param name="context">The job.</param>
/// <param name="lambdas">Makes methods of arguments.</param>
/// <param name="evaluate">Reads the streams among the arguments.</param>
internal sealed class HelperReader(ExtractContext context, LambdaReader lambdas, Func<ExpressionSyntax, Frame, StreamValue?> evaluate)
{
    private readonly GivenReader _given = lambdas.Given;

    /// <summary>The frame of a helper, with what the call passes; null, with a diagnostic, if it cannot be read.</summary>
    public Frame? Enter(InvocationExpressionSyntax call, IMethodSymbol called, Frame caller, out MethodDeclarationSyntax declaration)
    {
        declaration = null!;
        var method = Find(call, (called.ReducedFrom ?? called).OriginalDefinition);
        // The one whose parameters the body names.
        method = method.PartialImplementationPart ?? method;
        if (caller.Calls(method))
        {
            context.Report(JobDiagnostics.Recursion, call.Expression, method.Name);
            return null;
        }
        if (method.MethodKind == MethodKind.LocalFunction)
        {
            // Reported where it is declared.
            context.Fail();
            return null;
        }
        if (Refusal(call, method, out declaration) is { } refusal)
        {
            string name = method.MethodKind == MethodKind.DelegateInvoke ? call.Expression.ToString() : method.Name;
            context.Report(JobDiagnostics.Helper, call.Expression, name, refusal);
            return null;
        }
        var frame = new Frame(method, context.ModelOf(declaration.SyntaxTree), caller, call, TypesOf(called, method, caller));
        int first = 0;
        if (called.ReducedFrom is not null)
        {
            first = 1;
            if (call.Expression is not MemberAccessExpressionSyntax access || evaluate(access.Expression, caller) is not { } receiver) return null;
            frame.Streams[method.Parameters[0]] = receiver;
        }
        // In the order in which C# evaluates them.
        foreach (int i in Enumerable.Range(first, method.Parameters.Length - first).OrderBy(i => Frame.Argument(call, called, i - first)?.SpanStart ?? int.MaxValue))
        {
            if (!Pass(call, called, i - first, method.Parameters[i], frame)) return null;
        }
        CheckTypes(call, called, caller);
        return frame;
    }

    /// <summary>The lambdas of a helper name what its type parameters stand for.</summary>
    private void CheckTypes(InvocationExpressionSyntax call, IMethodSymbol called, Frame caller)
    {
        if (called.TypeArguments.Select(type => Reach.FileLocal(caller.Types.Apply(type))).FirstOrDefault(type => type is not null) is not { } hidden) return;
        if (!context.Diagnostics.Any(diagnostic => diagnostic.Descriptor == JobDiagnostics.FileLocal && diagnostic.Arguments[0] == hidden.Name)) context.Report(JobDiagnostics.FileLocal, call.Expression, hidden.Name);
    }

    /// <summary>Why a method is no helper; null if it is one.</summary>
    private string? Refusal(InvocationExpressionSyntax call, IMethodSymbol method, out MethodDeclarationSyntax declaration)
    {
        var declarations = method.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(context.Cancellation)).OfType<MethodDeclarationSyntax>();
        declaration = declarations.FirstOrDefault(candidate => candidate.Body is not null || candidate.ExpressionBody is not null)!;
        if (method.MethodKind == MethodKind.DelegateInvoke) return "which method a delegate stands for is not known when the job is compiled; call the method itself";
        if (ExtensionWriter.IsOfBlock(method)) return "it stands in an extension block; write it as an extension method, with 'this' before its first parameter";
        if (!method.IsStatic && !IsOfJob(call, method)) return "it belongs to another object, which does not exist when the job is compiled; make it static, or a method of the job or its base class";
        if (declaration is null) return method.IsAbstract ? "it is abstract, and which method that means is not known when the job is compiled; call that method"
            : method.DeclaringSyntaxReferences.IsEmpty ? "its source must be part of this project" : "it has no body";
        if (method.IsAsync) return "it cannot be async";
        var reference = method.Parameters.FirstOrDefault(parameter => parameter.RefKind is RefKind.Ref || (parameter.RefKind == RefKind.Out && !Markers.IsMarker(parameter.Type)));
        return reference is null ? null : $"its parameter '{reference.Name}' cannot be passed by reference";
    }

    private bool IsOfJob(InvocationExpressionSyntax call, IMethodSymbol method)
    {
        if (call.Expression is MemberAccessExpressionSyntax { Expression: not (ThisExpressionSyntax or BaseExpressionSyntax) }) return false;
        return context.IsOfJob(method);
    }

    /// <summary>The method that runs for the job: it may override the one that a base class names.</summary>
    private IMethodSymbol Find(InvocationExpressionSyntax call, IMethodSymbol method)
    {
        if (!(method.IsVirtual || method.IsAbstract || method.IsOverride) || call.Expression is MemberAccessExpressionSyntax { Expression: BaseExpressionSyntax }) return method;
        for (var type = context.Job; type is not null; type = type.BaseType)
        {
            foreach (var candidate in type.GetMembers(method.Name).OfType<IMethodSymbol>())
            {
                for (var overridden = candidate; overridden is not null; overridden = overridden.OverriddenMethod)
                {
                    if (SymbolEqualityComparer.Default.Equals(overridden.OriginalDefinition, method)) return candidate.OriginalDefinition;
                }
            }
        }
        return method;
    }

    private TypeMap TypesOf(IMethodSymbol called, IMethodSymbol method, Frame caller)
    {
        var types = new TypeMap(context.Compilation);
        for (int i = 0; i < method.TypeParameters.Length && i < called.TypeArguments.Length; i++) types.Add(method.TypeParameters[i], caller.Types.Apply(called.TypeArguments[i]));
        var container = called.ContainingType;
        // The class of a method of the job's base, as the job inherits it.
        for (var type = context.Job; type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, method.ContainingType.OriginalDefinition)) container = type;
        }
        for (var type = container; type is not null; type = type.ContainingType)
        {
            for (int i = 0; i < type.Arity; i++)
            {
                if (!SymbolEqualityComparer.Default.Equals(type.TypeArguments[i], type.OriginalDefinition.TypeParameters[i])) types.Add(type.OriginalDefinition.TypeParameters[i], caller.Types.Apply(type.TypeArguments[i]));
            }
        }
        return types;
    }

    private bool Pass(InvocationExpressionSyntax call, IMethodSymbol called, int index, IParameterSymbol parameter, Frame frame)
    {
        if (parameter.RefKind == RefKind.Out) return true;
        var caller = frame.Caller!;
        var argument = Frame.Argument(call, called, index);
        if (Markers.IsMarker(parameter.Type))
        {
            if (argument is null) return Refuse(call, called, $"its stream '{parameter.Name}' is not passed");
            if (evaluate(argument, caller) is not { } stream) { context.Fail(); return false; }
            frame.Streams[parameter] = stream;
            return true;
        }
        var type = frame.Types.Apply(parameter.Type);
        if (type is IErrorTypeSymbol) { context.Fail(); return false; }
        if (type.IsRefLikeType || Markers.IsGroup(type) || (type is IArrayTypeSymbol array && Markers.IsMarker(array.ElementType)))
            return Refuse(call, called, $"its parameter '{parameter.Name}' is of a type that cannot be kept until the job runs");
        if (type is INamedTypeSymbol { DelegateInvokeMethod: { } function } && !IsPlain(function))
            return Refuse(call, called, $"its parameter '{parameter.Name}' is a delegate with parameters that are passed by reference, optional or 'params', or with a result by reference; use Func or Action, or a delegate whose parameters are by value or in");
        var declared = called.Parameters[index];
        if (declared.IsParams && ListOf(call, declared, index, argument, caller) is { } items)
        {
            if (type is not IArrayTypeSymbol list) return Refuse(call, called, $"its parameter '{parameter.Name}' collects arguments in something else than an array; make it an array");
            frame.Given[parameter] = _given.ReadList(items, call, caller, list);
            return true;
        }
        if (argument is null && declared.GetAttributes().Any(attribute => attribute.AttributeClass is { Name: var name } && name.StartsWith("Caller", StringComparison.Ordinal) && attribute.AttributeClass.ContainingNamespace.Name == "CompilerServices"))
            return Refuse(call, called, $"its parameter '{parameter.Name}' is for the C# compiler to fill in at each call, which a job does not do; pass it");
        // A parameter passed on is what it was.
        if (argument is not null && caller.GivenOf(argument, context.Cancellation) is { } known && SymbolEqualityComparer.Default.Equals(known.Type, type)) frame.Given[parameter] = known;
        else frame.Given[parameter] = argument is null ? _given.ReadDefault(declared, type, call, caller) : _given.Read(type, argument, caller);
        return true;
    }

    /// <summary>True for a function that a generated method can stand for: such a method takes its parameters by value or <c>in</c>.</summary>
    private static bool IsPlain(IMethodSymbol function) => function.RefKind == RefKind.None
        && function.Parameters.All(parameter => parameter is { RefKind: RefKind.None or RefKind.In, IsParams: false, HasExplicitDefaultValue: false });

    private bool Refuse(InvocationExpressionSyntax call, IMethodSymbol called, string refusal)
    {
        context.Report(JobDiagnostics.Helper, call.Expression, called.Name, refusal);
        return false;
    }

    /// <summary>The arguments that become items of a parameter array; null if one is passed as it is.</summary>
    private IReadOnlyList<ExpressionSyntax>? ListOf(InvocationExpressionSyntax call, IParameterSymbol parameter, int index, ExpressionSyntax? argument, Frame caller)
    {
        if (argument is null) return [];
        var arguments = call.ArgumentList.Arguments;
        if (arguments.Skip(index + 1).Any(other => other.NameColon is null)) return [.. arguments.Skip(index).Select(item => item.Expression)];
        var type = caller.Model.GetTypeInfo(argument, context.Cancellation).ConvertedType;
        return type is not null && SymbolEqualityComparer.Default.Equals(caller.Types.Apply(type), parameter.Type) ? null : [argument];
    }
}
