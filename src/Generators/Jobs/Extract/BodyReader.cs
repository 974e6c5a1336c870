using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>
/// Goes through the body of a lambda: reports what cannot live in a method of the job, and collects the edits that it
/// needs there and the fields of the row that it reads.
/// </summary>
/// <param name="context">The job.</param>
/// <param name="frame">The method that the lambda stands in.</param>
/// <param name="lambdas">Makes methods of functions that the method around it was given.</param>
/// <param name="scope">The lambda or argument; what is declared inside it may be used.</param>
/// <param name="rows">Parameters of the lambda.</param>
internal sealed class BodyReader(ExtractContext context, Frame frame, LambdaReader lambdas, SyntaxNode scope, IReadOnlyList<IParameterSymbol> rows)
{
    private readonly Dictionary<ISymbol, HashSet<string>> _fields = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _whole = new(SymbolEqualityComparer.Default);

    public List<TextChange> Edits { get; } = [];

    /// <summary>Parameters that the body assigns, so that they cannot be passed by <c>in</c>.</summary>
    public HashSet<ISymbol> ByValue { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>The parameter of a <c>SelectMany</c> that takes rows.</summary>
    public IParameterSymbol? Collector { get; set; }

    /// <summary>The parameter of an aggregate that stands for the group; its uses are the caller's to check.</summary>
    public IParameterSymbol? Group { get; set; }

    /// <summary>True for an asynchronous call, which may await, and may use its row in nested functions: it allocates a task in any case.</summary>
    public bool IsCall { get; set; }

    /// <summary>True for an expression that is evaluated when the graph is built.</summary>
    public bool IsArgument { get; set; }

    public void Read(SyntaxNode body)
    {
        // One that is declared 'in' is such a copy in C# too.
        foreach (var row in rows.Where(row => row.RefKind == RefKind.None))
        {
            // A call on a struct that is not readonly would work on a copy per call behind 'in'.
            var type = frame.Types.Apply(row.Type);
            if (type is { IsValueType: true, IsReadOnly: false, SpecialType: SpecialType.None } && type is INamedTypeSymbol { IsTupleType: false, TypeKind: TypeKind.Struct } struct_
                && struct_.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T) ByValue.Add(row);
        }
        var names = new NameWriter(context, frame, Edits);
        var anonymous = context.Types.Anonymous.Any() ? new AnonymousUse(context, frame) : null;
        foreach (var node in body.DescendantNodesAndSelf())
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (names.IsDropped(node)) continue;
            switch (node)
            {
                case SimpleNameSyntax name: ReadName(name); break;
                case AnonymousObjectCreationExpressionSyntax creation: ReadAnonymous(creation); break;
                case AwaitExpressionSyntax { Parent: not null } await when !IsCall: context.Report(JobDiagnostics.Async, await.AwaitKeyword.GetLocation()); break;
            }
            if (anonymous is not null) anonymous.Check(node);
            if (names.IsNeeded) names.Read(node);
        }
        names.Close(body);
    }

    /// <summary>Fields of a row that the body reads; null if it may read any.</summary>
    public EquatableArray<string>? UsedFieldsOf(IParameterSymbol row) =>
        _whole.Contains(row) ? null
        : _fields.TryGetValue(row, out var fields) ? fields.OrderBy(field => field, StringComparer.Ordinal).ToEquatable()
        : EquatableArray<string>.Empty;

    private void ReadName(SimpleNameSyntax name)
    {
        var symbol = frame.SymbolOf(name, context.Cancellation);
        switch (symbol)
        {
            case null: break;
            case ILocalSymbol local when !IsInside(local): ReadOuterLocal(local, name); break;
            case IParameterSymbol parameter: ReadParameter(parameter, name); break;
            case IMethodSymbol { MethodKind: MethodKind.LocalFunction } function when !IsInside(function): context.Report(JobDiagnostics.CapturesLocal, name, function.Name); break;
            case IFieldSymbol { IsStatic: false, IsReadOnly: false } field when IsOfJob(field, name): context.Report(JobDiagnostics.MutableState, name, field.Name, "readonly"); break;
            case IPropertySymbol { IsStatic: false, SetMethod.IsInitOnly: false } property when IsOfJob(property, name): context.Report(JobDiagnostics.MutableState, name, property.Name, "get- or init-only"); break;
            case IEventSymbol { IsStatic: false } @event when IsOfJob(@event, name): context.Report(JobDiagnostics.MutableState, name, @event.Name, "a method"); break;
            case INamedTypeSymbol { IsFileLocal: true } type: context.Report(JobDiagnostics.FileLocal, name, type.Name); break;
            case INamedTypeSymbol or IMethodSymbol or IFieldSymbol or IPropertySymbol or IEventSymbol when NamesFileLocal(symbol, name) is { } hidden: context.Report(JobDiagnostics.FileLocal, name, hidden.Name); break;
        }
    }

    private void ReadOuterLocal(ILocalSymbol local, SimpleNameSyntax name)
    {
        if (!local.HasConstantValue)
        {
            context.Report(JobDiagnostics.CapturesLocal, name, local.Name);
            return;
        }
        if (name.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } } nameOf })
            Edits.Add(new TextChange(nameOf.Span, Names.Literal(local.Name)));
        else NameWriter.Replace(context, frame, name, Constants.Format(local), Edits);
    }

    private void ReadParameter(IParameterSymbol parameter, SimpleNameSyntax name)
    {
        // The name of an argument: 'by: …'.
        if (name.Parent is NameColonSyntax) return;
        if (Group is not null && SymbolEqualityComparer.Default.Equals(parameter, Group)) return;
        if (rows.Contains(parameter, SymbolEqualityComparer.Default)) { ReadRow(parameter, name); return; }
        if (IsInside(parameter)) return;
        if (frame.Given.TryGetValue(parameter, out var given)) { ReadGiven(given, name); return; }
        bool primary = parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor
            && SymbolEqualityComparer.Default.Equals(constructor.ContainingType, context.Job);
        if (!primary) context.Report(JobDiagnostics.CapturesLocal, name, parameter.Name);
        else if (IsWritten(name)) context.Report(JobDiagnostics.MutableState, name, parameter.Name, "a property");
    }

    /// <summary>A parameter of the helper around the lambda.</summary>
    private void ReadGiven(Given given, SimpleNameSyntax name)
    {
        string written = name.Identifier.ValueText;
        if (InNameOf(name))
        {
            if (name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } nameOf) Edits.Add(new TextChange(nameOf.Span, Names.Literal(written)));
            return;
        }
        if (IsWritten(name)) { context.Report(JobDiagnostics.MutableState, name, written, "a local of the lambda"); return; }
        SyntaxNode function = name.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Invoke", Parent: InvocationExpressionSyntax } access && access.Expression == name ? access : name;
        bool isCalled = function.Parent is InvocationExpressionSyntax call && call.Expression == function;
        if (given.IsFunction && isCalled)
        {
            if (lambdas.Given.MethodOf(given) is { } method) Edits.Add(new TextChange(function.Span, method));
            else context.Fail();
            ReadArguments((InvocationExpressionSyntax)function.Parent!, given, written);
            return;
        }
        // A value of an aggregate has become a slot, text and all.
        if (given.IsFunction && Group is not null && name.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax of } }
            && frame.SymbolOf(of, context.Cancellation) is { ContainingType: var container } && Markers.IsGroup(container)) return;
        if (given.IsFunction && !IsArgument) { context.Report(JobDiagnostics.FunctionEscapes, name, written); return; }
        if (given.IsFunction) lambdas.Given.KeepFunction(given);
        if (lambdas.Given.TextOf(given, name, frame) is { } text) NameWriter.Replace(context, frame, name, text, Edits);
        else context.Fail();
    }

    /// <summary>The method has parameters of its own names, and takes by value or <c>in</c> as suits it.</summary>
    private void ReadArguments(InvocationExpressionSyntax call, Given given, string function)
    {
        var parameters = ((INamedTypeSymbol)given.Type).DelegateInvokeMethod!.Parameters;
        for (int i = 0; i < call.ArgumentList.Arguments.Count; i++)
        {
            var argument = call.ArgumentList.Arguments[i];
            if (argument.NameColon is { } colon)
            {
                if (i >= parameters.Length || parameters[i].Name != colon.Name.Identifier.ValueText)
                {
                    context.Report(JobDiagnostics.MeansOther, colon.Name, colon.Name.Identifier.ValueText, $"pass the arguments of '{function}' in their order");
                    return;
                }
                Edits.Add(new TextChange(colon.Span, ""));
            }
            if (argument.RefKindKeyword.IsKind(SyntaxKind.InKeyword)) Edits.Add(new TextChange(argument.RefKindKeyword.Span, ""));
        }
    }

    private void ReadRow(IParameterSymbol row, SimpleNameSyntax name)
    {
        bool nested = false;
        foreach (var ancestor in name.Ancestors().TakeWhile(ancestor => ancestor != scope))
        {
            if (ancestor is AnonymousFunctionExpressionSyntax or QueryExpressionSyntax) nested = true;
            else if (ancestor is LocalFunctionStatementSyntax) ByValue.Add(row);
        }
        if (InNameOf(name)) return;
        bool isCollector = Collector is not null && SymbolEqualityComparer.Default.Equals(row, Collector);
        if (isCollector)
        {
            bool collects = name.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Collect", Parent: InvocationExpressionSyntax } access && access.Expression == name;
            if (!collects || nested || ByValue.Contains(row)) context.Report(JobDiagnostics.CollectorEscapes, name, row.Name);
            return;
        }
        if (nested && !IsCall) context.Report(JobDiagnostics.CapturesRow, name, row.Name);
        if (IsWritten(name)) ByValue.Add(row);
        if (name.Parent is MemberAccessExpressionSyntax member && member.Expression == name
            && Stored.Is(frame.SymbolOf(member, context.Cancellation), context.Cancellation))
        {
            if (!_fields.TryGetValue(row, out var fields)) _fields[row] = fields = [];
            fields.Add(member.Name.Identifier.ValueText);
        }
        else _whole.Add(row);
    }

    /// <summary>True if the name, or a member of it, is assigned or passed by reference.</summary>
    private static bool IsWritten(SyntaxNode name)
    {
        var at = name;
        while (at.Parent is MemberAccessExpressionSyntax member && member.Expression == at) at = member;
        while (at.Parent is ParenthesizedExpressionSyntax) at = at.Parent;
        return at.Parent switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left == at,
            PrefixUnaryExpressionSyntax prefix => prefix.RawKind is (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression or (int)SyntaxKind.AddressOfExpression,
            PostfixUnaryExpressionSyntax postfix => postfix.RawKind is (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression,
            ArgumentSyntax argument => argument.RefKindKeyword.RawKind is (int)SyntaxKind.RefKeyword or (int)SyntaxKind.OutKeyword
                || argument.Parent is TupleExpressionSyntax { Parent: AssignmentExpressionSyntax outer } tuple && outer.Left == tuple,
            RefExpressionSyntax => true,
            _ => false,
        };
    }

    private void ReadAnonymous(AnonymousObjectCreationExpressionSyntax creation)
    {
        var type = frame.TypeOf(creation, context.Cancellation);
        if (!context.Types.IsRegistered(type)) return;
        Edits.Add(new TextChange(creation.NewKeyword.Span, "new " + context.Types.NameOf(type!)));
        foreach (var member in creation.Initializers)
        {
            if (member.NameEquals is null && frame.Model.GetDeclaredSymbol(member, context.Cancellation) is { } property)
                Edits.Add(new TextChange(new TextSpan(member.SpanStart, 0), Naming.Escape(property.Name) + " = "));
        }
    }

    private static bool InNameOf(SyntaxNode name) =>
        name.Ancestors().OfType<InvocationExpressionSyntax>().Any(call => call.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" });

    /// <summary>The file-local type that a member cannot be found without, unless the text names that itself; null if there is none.</summary>
    private INamedTypeSymbol? NamesFileLocal(ISymbol member, SimpleNameSyntax name)
    {
        bool isExtension = member is IMethodSymbol { ReducedFrom: not null } || ExtensionWriter.IsOfBlock(member);
        if (!isExtension && (IsQualified(name) || !(member.IsStatic || member is ITypeSymbol))) return null;
        return Reach.FileLocal(member.ContainingType);
    }

    /// <summary>True for <c>Type.Name</c>, where the type is a name of its own.</summary>
    private bool IsQualified(SimpleNameSyntax name) =>
        name.Parent is MemberAccessExpressionSyntax access && access.Name == name && frame.Model.GetSymbolInfo(access.Expression, context.Cancellation).Symbol is ITypeSymbol;

    private bool IsInside(ISymbol symbol) =>
        symbol.DeclaringSyntaxReferences.FirstOrDefault() is { } declaration && declaration.SyntaxTree == scope.SyntaxTree && scope.Span.Contains(declaration.Span);

    private bool IsOfJob(ISymbol member, SimpleNameSyntax name)
    {
        if (InNameOf(name)) return false;
        // A member of another object of the same class is that object's affair.
        bool throughThis = name.Parent is not MemberAccessExpressionSyntax access || access.Name != name || access.Expression is ThisExpressionSyntax or BaseExpressionSyntax;
        if (!throughThis || name.Parent is MemberBindingExpressionSyntax or NameColonSyntax or ExpressionColonSyntax) return false;
        if (name.Parent is AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax }) return false;
        for (var type = context.Job; type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, member.ContainingType.OriginalDefinition)) return true;
        }
        return false;
    }
}
