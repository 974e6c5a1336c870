using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Millrace.Generators.Text;

/// <summary>Reads the body of a function of a job, and what it calls, for text that it keeps.</summary>
/// <param name="compilation">The project.</param>
/// <param name="types">What contains text.</param>
/// <param name="read">Bodies that have been read, and values that have been reported.</param>
/// <param name="report">Takes what is found.</param>
/// <param name="cancellation">Ends it.</param>
internal sealed class KeptTextReader(Compilation compilation, TextTypes types, ConcurrentDictionary<(SyntaxNode, int), bool> read, Action<Diagnostic> report, CancellationToken cancellation)
{
    private static readonly string[] Keeping = ["Add", "TryAdd", "Enqueue", "TryEnqueue", "Push", "TryPush", "Insert", "Append", "GetOrAdd", "Set", "TryWrite", "Write", "Fill", "Union", "Post", "SetResult", "TrySetResult"];

    /// <summary>Reads a function that is given to the engine: a lambda or a method of the project.</summary>
    public void ReadFunction(IOperation value)
    {
        while (value is IConversionOperation conversion) value = conversion.Operand;
        if (value is not IDelegateCreationOperation { Target: { } target }) return;
        // The row of an asynchronous call is there until its task ends, and where that keeps it is its own affair.
        var returned = target switch { IAnonymousFunctionOperation function => function.Symbol.ReturnType, IMethodReferenceOperation named => named.Method.ReturnType, _ => null };
        if (returned is { Name: "Task" or "ValueTask" }) return;
        if (target is IAnonymousFunctionOperation lambda) Read(lambda.Body, lambda.Symbol, lambda.Syntax);
        else if (target is IMethodReferenceOperation method) Follow(method.Method);
    }

    /// <summary>Reads a body.</summary>
    /// <param name="body">Its operations.</param>
    /// <param name="function">Whose it is.</param>
    /// <param name="scope">Where its own variables are declared.</param>
    /// <param name="own">A bit for each of its parameters that the caller has made for the call, and drops with it.</param>
    public void Read(IOperation body, IMethodSymbol function, SyntaxNode scope, int own = 0)
    {
        if (!read.TryAdd((scope, own), true)) return;
        var places = new KeptPlaces(function, scope, own == 0 ? 0 : own & ~Assigned(body), cancellation);
        foreach (var operation in body.DescendantsAndSelf())
        {
            cancellation.ThrowIfCancellationRequested();
            switch (operation)
            {
                case IAssignmentOperation { Target: ITupleOperation } deconstruction:
                    Deconstruct((ITupleOperation)deconstruction.Target, deconstruction.Value, places);
                    break;
                case IAssignmentOperation assignment:
                    Keys(assignment.Target, places);
                    Store(assignment.Value, assignment.Target, places);
                    break;
                case IIncrementOrDecrementOperation increment:
                    Keys(increment.Target, places);
                    break;
                case IInvocationOperation call:
                    Call(call, places);
                    break;
            }
        }
    }

    /// <summary>A bit for each parameter that may come to be another object than was passed.</summary>
    private static int Assigned(IOperation body)
    {
        int assigned = 0;
        foreach (var operation in body.Descendants())
        {
            var target = operation switch { IAssignmentOperation assignment => assignment.Target, IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => argument.Value, _ => null };
            foreach (var part in target is ITupleOperation tuple ? tuple.Elements : target is null ? [] : [target])
                if (part is IParameterReferenceOperation { Parameter.Ordinal: < 31 and var ordinal }) assigned |= 1 << ordinal;
        }
        return assigned;
    }

    private void Deconstruct(ITupleOperation targets, IOperation value, KeptPlaces places)
    {
        while (value is IConversionOperation conversion) value = conversion.Operand;
        for (int i = 0; i < targets.Elements.Length; i++)
        {
            if (value is ITupleOperation values && i < values.Elements.Length) Store(values.Elements[i], targets.Elements[i], places);
            else Store(targets.Elements[i], targets.Elements[i], places);
        }
    }

    private void Store(IOperation value, IOperation target, KeptPlaces places)
    {
        if (Text(value) is { } text && places.NameOf(target) is { } place) Report(text, place);
    }

    /// <summary><c>dictionary[row.Name] = …</c> keeps the key.</summary>
    private void Keys(IOperation target, KeptPlaces places)
    {
        if (target is not IPropertyReferenceOperation { Arguments.Length: > 0, Instance: { } instance } || TextTypes.IsEngine(instance.Type)) return;
        foreach (var key in ((IPropertyReferenceOperation)target).Arguments)
        {
            if (Text(key.Value) is { } text && places.NameOfObject(instance) is { } place) Report(text, place);
        }
    }

    private void Call(IInvocationOperation call, KeptPlaces places)
    {
        var method = call.TargetMethod;
        if (TextTypes.IsEngine(method)) return;
        if (IsKeeping(method) && call.Instance is { } instance && places.NameOfObject(instance) is { } place)
        {
            foreach (var argument in call.Arguments)
                if (Text(argument.Value) is { } text) Report(text, place);
        }
        else if (call.Arguments.Any(argument => Text(argument.Value) is not null))
        {
            // What is declared in here has been read with it.
            if (method.MethodKind == MethodKind.LocalFunction && places.Declares(method)) return;
            int own = 0;
            foreach (var argument in call.Arguments)
            {
                // Bits enough for any method that is read by people; the parameters behind them count as the caller's.
                if (argument.Parameter is { Ordinal: < 31 and var ordinal } && IsOwn(argument.Value, places)) own |= 1 << ordinal;
            }
            Follow(method, own);
        }
    }

    /// <summary>True for an object that the caller has made itself: text may be put into it.</summary>
    private static bool IsOwn(IOperation argument, KeptPlaces places) => argument.Type is { IsValueType: false } && places.NameOfObject(argument) is null;

    /// <summary>True for methods of .NET's collections and channels that keep what they are given.</summary>
    private static bool IsKeeping(IMethodSymbol method)
    {
        string? name = method.ContainingNamespace?.ToDisplayString();
        bool isCollection = name is not null && (name.StartsWith("System.Collections", StringComparison.Ordinal) || name.StartsWith("System.Threading", StringComparison.Ordinal));
        return isCollection && Keeping.Any(prefix => method.Name.StartsWith(prefix, StringComparison.Ordinal));
    }

    /// <summary>Reads a method of the project that a function calls with a row or its text.</summary>
    private void Follow(IMethodSymbol method, int own = 0)
    {
        if ((method.ReducedFrom ?? method).OriginalDefinition.DeclaringSyntaxReferences.FirstOrDefault() is not { } declaration) return;
        var syntax = declaration.GetSyntax(cancellation);
        // Binding it once more is what costs.
        if (read.ContainsKey((syntax, own))) return;
        if (!compilation.ContainsSyntaxTree(syntax.SyntaxTree) || syntax.SyntaxTree.FilePath.EndsWith(".g.cs", StringComparison.Ordinal)) return;
#pragma warning disable RS1030 // The helper may be in another file than the function that is being analyzed.
        var body = compilation.GetSemanticModel(syntax.SyntaxTree).GetOperation(syntax, cancellation);
#pragma warning restore RS1030
        var blocks = body switch
        {
            IMethodBodyOperation { BlockBody: { } block } => block,
            IMethodBodyOperation { ExpressionBody: { } expression } => expression,
            ILocalFunctionOperation { Body: { } block } => block,
            _ => null,
        };
        if (blocks is not null) Read(blocks, (method.ReducedFrom ?? method).OriginalDefinition, syntax, own);
    }

    /// <summary>A value that contains text, without the conversions around it; null if it contains none.</summary>
    private IOperation? Text(IOperation value)
    {
        while (value is IConversionOperation { OperatorMethod: null } conversion) value = conversion.Operand;
        // default, and literals: nothing of a row.
        if (value is IDefaultValueOperation or ILiteralOperation || value.ConstantValue.HasValue) return null;
        return types.ContainText(value.Type) ? value : null;
    }

    private void Report(IOperation value, string place)
    {
        // A lambda inside a lambda, and a helper that is a function too, are seen twice.
        if (!read.TryAdd((value.Syntax, -1), true)) return;
        string kept = value.Syntax.ToString();
        string remedy = value.Type switch
        {
            { Name: "Utf8String" } => $"{kept}.ToString()",
            { Name: "Binary" or "RecordList" } => $"{kept}.ToArray()",
            _ => "a managed copy, with ToString() on each text",
        };
        report(Diagnostic.Create(TextDiagnostics.TextKept, value.Syntax.GetLocation(), place, kept, remedy));
    }
}
