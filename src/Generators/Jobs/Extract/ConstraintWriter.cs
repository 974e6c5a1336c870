using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;
using Millrace.Generators.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>
/// Keeps what a generic helper says of its type parameters once they are real types: overloads stay the ones that were chosen, and
/// members of constraints that a type implements explicitly are called through a generic method, which boxes nothing.
/// </summary>
internal sealed class ConstraintWriter(ExtractContext context, Frame frame, List<TextChange> edits)
{
    private readonly HashSet<SyntaxNode> _replaced = [];

    /// <summary>True for a name that has been replaced together with what is around it.</summary>
    public bool IsReplaced(SyntaxNode name) => _replaced.Contains(name);

    public void Read(SyntaxNode node)
    {
        switch (node)
        {
            case InvocationExpressionSyntax call: ReadCall(call); break;
            case MemberAccessExpressionSyntax { Parent: not InvocationExpressionSyntax } access: ReadProperty(access); break;
            case MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax outer } access when outer.Expression != access: ReadProperty(access); break;
            case BinaryExpressionSyntax binary: ReadBinary(binary); break;
            case IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax { Expression.RawKind: (int)SyntaxKind.NullLiteralExpression } } test when IsStruct(test.Expression): Replace(test, "false"); break;
            case IsPatternExpressionSyntax { Pattern: UnaryPatternSyntax { Pattern: ConstantPatternSyntax { Expression.RawKind: (int)SyntaxKind.NullLiteralExpression } } } test when IsStruct(test.Expression): Replace(test, "true"); break;
        }
    }

    private void ReadCall(InvocationExpressionSyntax call)
    {
        if (SymbolOf(call) is not IMethodSymbol method) return;
        if (call.Expression is MemberAccessExpressionSyntax access && Parameter(access.Expression) is { } parameter && Needs(method, parameter))
        {
            if (method.IsGenericMethod || method.Parameters.Any(item => item.RefKind != RefKind.None)) { Refuse(method, parameter); return; }
            string name = Bridge(parameter, method, method.Parameters.Select(item => item.Type), method.ReturnType, (self, items) => $"{self}.{Naming.Escape(method.Name)}({string.Join(", ", items)})", out string types);
            Open(access, name + types, method.IsStatic, call.ArgumentList.OpenParenToken.Span.End, call.ArgumentList.Arguments.Count > 0 ? ", " : "");
            return;
        }
        var called = call.Expression is MemberAccessExpressionSyntax member ? member.Name : call.Expression as SimpleNameSyntax;
        if (called is IdentifierNameSyntax && method.IsGenericMethod && method.TypeArguments.Any(frame.Types.Mentions) && !(method.ReducedFrom is not null && IsForeign))
            edits.Add(new TextChange(new TextSpan(called.Span.End, 0), $"<{string.Join(", ", method.TypeArguments.Select(NameOf))}>"));
        foreach (var argument in call.ArgumentList.Arguments)
        {
            var info = frame.Model.GetTypeInfo(argument.Expression, context.Cancellation);
            if (info.Type is ITypeParameterSymbol type && frame.Types.TryGet(type, out _) && info.ConvertedType is { } wanted && !SymbolEqualityComparer.Default.Equals(type, wanted))
                edits.Add(new TextChange(new TextSpan(argument.Expression.SpanStart, 0), $"({NameOf(wanted)})"));
        }
    }

    private void ReadProperty(MemberAccessExpressionSyntax access)
    {
        if (Parameter(access.Expression) is not { } parameter || SymbolOf(access) is not (IPropertySymbol or IFieldSymbol or IEventSymbol) || SymbolOf(access) is not IPropertySymbol property || !Needs(property, parameter)) return;
        if (access.Parent is AssignmentExpressionSyntax assignment && assignment.Left == access) { Refuse(property, parameter); return; }
        string name = Bridge(parameter, property, [], property.Type, (self, _) => $"{self}.{Naming.Escape(property.Name)}", out string types);
        Open(access, name + types, property.IsStatic, access.Span.End, "");
        edits.Add(new TextChange(new TextSpan(access.Span.End, 0), ")"));
    }

    private void ReadBinary(BinaryExpressionSyntax binary)
    {
        bool isTest = binary.RawKind is (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression;
        if (isTest && (IsNull(binary.Right) && IsStruct(binary.Left) || IsNull(binary.Left) && IsStruct(binary.Right)))
        {
            Replace(binary, binary.IsKind(SyntaxKind.EqualsExpression) ? "false" : "true");
            return;
        }
        if (SymbolOf(binary) is not IMethodSymbol { ContainingType.TypeKind: TypeKind.Interface } method) return;
        var parameter = Parameter(binary.Left) ?? Parameter(binary.Right);
        if (parameter is null || !Needs(method, parameter)) return;
        string name = Bridge(parameter, method, method.Parameters.Select(item => item.Type), method.ReturnType, (_, items) => $"{items[0]} {binary.OperatorToken.Text} {items[1]}", out string types);
        edits.Add(new TextChange(new TextSpan(binary.SpanStart, 0), $"{name}{types}("));
        edits.Add(new TextChange(binary.OperatorToken.Span, ","));
        edits.Add(new TextChange(new TextSpan(binary.Span.End, 0), ")"));
    }

    /// <summary>True if the member of a constraint is not what its name means on the type that the parameter stands for.</summary>
    private bool Needs(ISymbol member, ITypeParameterSymbol parameter)
    {
        frame.Types.TryGet(parameter, out var actual);
        if (member.ContainingType is not { TypeKind: TypeKind.Interface } container || actual.TypeKind == TypeKind.Interface) return false;
        // Their operators are those of the language; smaller numbers would become int.
        if (member is IMethodSymbol { MethodKind: MethodKind.UserDefinedOperator } && actual.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_UInt32
            or SpecialType.System_UInt64 or SpecialType.System_Double or SpecialType.System_Single or SpecialType.System_Decimal) return false;
        var definition = frame.Types.Apply(container).GetMembers(member.Name).FirstOrDefault(item => SymbolEqualityComparer.Default.Equals(item.OriginalDefinition, member.OriginalDefinition));
        return definition is null || actual.FindImplementationForInterfaceMember(definition) is not { DeclaredAccessibility: Accessibility.Public } made || made.Name != member.Name || made.ContainingType.TypeKind == TypeKind.Interface;
    }

    private string Bridge(ITypeParameterSymbol parameter, ISymbol member, IEnumerable<ITypeSymbol> parameters, ITypeSymbol result, Func<string, IReadOnlyList<string>, string> text, out string types)
    {
        frame.Types.TryGet(parameter, out var actual);
        var others = frame.Types.Without(parameter);
        string Open(ITypeSymbol type) => context.Types.NameOf(others.Apply(type));
        var constraints = new List<string>();
        if (parameter.HasUnmanagedTypeConstraint) constraints.Add("unmanaged");
        else if (parameter.HasValueTypeConstraint) constraints.Add("struct");
        else if (parameter.HasReferenceTypeConstraint) constraints.Add("class");
        constraints.AddRange(parameter.ConstraintTypes.Select(Open));
        if (parameter.HasConstructorConstraint) constraints.Add("new()");
        string self = Naming.Escape(parameter.Name);
        var items = parameters.Select((type, i) => new ParameterModel("", Open(type), $"item{i}")).ToList();
        var all = member.IsStatic ? items : items.Prepend(new ParameterModel("", self, "self")).ToList();
        types = $"<{context.Types.NameOf(actual)}>";
        string name = $"__member{context.Lambdas.Count}";
        context.AddGenerated(new LambdaModel(name, context.FileOf(frame.Model.SyntaxTree.GetRoot(context.Cancellation).FindNode(frame.Method.Locations[0].SourceSpan)), all.ToEquatable(), Open(result),
            text(member.IsStatic ? self : "self", [.. items.Select(item => item.Name)]), false, "disable", PerRow: true, $"<{self}> where {self} : {string.Join(", ", constraints)}")
        { MayThrow = true });
        return name;
    }

    /// <summary>Begins the call in place of what stands before the arguments.</summary>
    private void Open(MemberAccessExpressionSyntax access, string name, bool isStatic, int end, string separator)
    {
        if (isStatic)
        {
            _replaced.Add(access.Expression);
            edits.Add(new TextChange(TextSpan.FromBounds(access.SpanStart, end), name + "("));
            return;
        }
        edits.Add(new TextChange(new TextSpan(access.SpanStart, 0), name + "("));
        edits.Add(new TextChange(TextSpan.FromBounds(access.Expression.Span.End, end), separator));
    }

    private void Replace(ExpressionSyntax expression, string text)
    {
        foreach (var name in expression.DescendantNodes().OfType<SimpleNameSyntax>()) _replaced.Add(name);
        edits.Add(new TextChange(expression.Span, text));
    }

    /// <summary>A mistake of one use only, so it is shown at the call.</summary>
    private void Refuse(ISymbol member, ITypeParameterSymbol parameter)
    {
        frame.Types.TryGet(parameter, out var actual);
        context.Report(JobDiagnostics.MeansOther, frame.Call!.Expression, member.Name, $"implement it in {actual.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)} as a public member");
    }

    private ITypeParameterSymbol? Parameter(ExpressionSyntax expression) =>
        (SymbolOf(expression) as ITypeParameterSymbol ?? frame.Model.GetTypeInfo(expression, context.Cancellation).Type as ITypeParameterSymbol) is { } parameter && frame.Types.TryGet(parameter, out _) ? parameter : null;

    private bool IsStruct(ExpressionSyntax expression) => frame.Model.GetTypeInfo(expression, context.Cancellation).Type is ITypeParameterSymbol parameter && frame.Types.TryGet(parameter, out var actual)
        && actual is { IsValueType: true } && actual.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T;

    private static bool IsNull(ExpressionSyntax expression) => expression.IsKind(SyntaxKind.NullLiteralExpression);

    private bool IsForeign => !SymbolEqualityComparer.Default.Equals(frame.Method.ContainingType.OriginalDefinition, context.Job);

    private string NameOf(ITypeSymbol type) => context.Types.NameOf(frame.Types.Apply(type));

    private ISymbol? SymbolOf(SyntaxNode node) => frame.Model.GetSymbolInfo(node, context.Cancellation).Symbol;
}
