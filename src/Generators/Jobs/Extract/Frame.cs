using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>A method that is being read: <c>Define</c> or a helper, and what its names stand for in this call of it.</summary>
internal sealed class Frame
{
    /// <summary>A frame.</summary>
    /// <param name="method">The method, as it is declared.</param>
    /// <param name="model">The model of its file.</param>
    /// <param name="caller">Where it is called; null for <c>Define</c>.</param>
    /// <param name="call">The call; null for <c>Define</c>.</param>
    /// <param name="types">What its type parameters stand for.</param>
    public Frame(IMethodSymbol method, SemanticModel model, Frame? caller, InvocationExpressionSyntax? call, TypeMap types)
    {
        Method = method;
        Model = model;
        Caller = caller;
        Call = call;
        Types = types;
    }

    public IMethodSymbol Method { get; }

    public SemanticModel Model { get; }

    public Frame? Caller { get; }

    public InvocationExpressionSyntax? Call { get; }

    public TypeMap Types { get; }

    /// <summary>The streams that parameters and variables stand for.</summary>
    public Dictionary<ISymbol, StreamValue> Streams { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>What was given for the other parameters.</summary>
    public Dictionary<ISymbol, Given> Given { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>True while the method is being read already.</summary>
    public bool Calls(IMethodSymbol method)
    {
        for (var frame = this; frame is not null; frame = frame.Caller)
        {
            if (SymbolEqualityComparer.Default.Equals(frame.Method, method.OriginalDefinition)) return true;
        }
        return false;
    }

    /// <summary>Type of an expression in this call.</summary>
    public ITypeSymbol? TypeOf(SyntaxNode expression, CancellationToken cancellation) => Model.GetTypeInfo(expression, cancellation).Type is { } type ? Types.Apply(type) : null;

    /// <summary>What a name or call means in this call.</summary>
    public ISymbol? SymbolOf(SyntaxNode node, CancellationToken cancellation) => Model.GetSymbolInfo(node, cancellation).Symbol switch
    {
        IMethodSymbol method => Types.Apply(method),
        var other => other,
    };

    /// <summary>The type parameter that an expression is of, and the type that it stands for in this call; null for any other expression.</summary>
    public ITypeParameterSymbol? ParameterOf(ExpressionSyntax expression, CancellationToken cancellation, out ITypeSymbol actual)
    {
        actual = null!;
        return Model.GetTypeInfo(expression, cancellation).Type is ITypeParameterSymbol parameter && Types.TryGet(parameter, out actual) ? parameter : null;
    }

    /// <summary>True for an expression of a type parameter that stands for a type which is never null.</summary>
    public bool IsStruct(ExpressionSyntax expression, CancellationToken cancellation) =>
        ParameterOf(expression, cancellation, out var actual) is not null && actual.IsValueType && actual.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T;

    /// <summary>True for an expression whose value nothing takes.</summary>
    public bool IsStatement(ExpressionSyntax expression, CancellationToken cancellation) => expression.Parent switch
    {
        ExpressionStatementSyntax => true,
        ForStatementSyntax loop => loop.Condition != expression,
        LambdaExpressionSyntax lambda => Model.GetSymbolInfo(lambda, cancellation).Symbol is IMethodSymbol { ReturnsVoid: true },
        ArrowExpressionClauseSyntax { Parent: LocalFunctionStatementSyntax function } => Model.GetDeclaredSymbol(function, cancellation) is IMethodSymbol { ReturnsVoid: true },
        _ => false,
    };

    /// <summary>What was given for the parameter that an expression names; null if it is anything else.</summary>
    public Given? GivenOf(ExpressionSyntax expression, CancellationToken cancellation)
    {
        while (expression is ParenthesizedExpressionSyntax inner) expression = inner.Expression;
        return expression is IdentifierNameSyntax name && Given.Count > 0 && Model.GetSymbolInfo(name, cancellation).Symbol is { } symbol && Given.TryGetValue(symbol, out var given) ? given : null;
    }

    /// <summary>The expression in which a function was written, behind the parameters that it came through, and where that stands.</summary>
    public (ExpressionSyntax Expression, Frame Frame) Resolve(ExpressionSyntax expression, CancellationToken cancellation)
    {
        var at = (Expression: expression, Frame: this);
        while (at.Frame.GivenOf(at.Expression, cancellation) is { IsFunction: true, Expression: { } passed } given) at = (passed, given.Frame);
        return at;
    }

    /// <summary>Where a mistake in an expression is reported: at the call, if it is only wrong for what that passes.</summary>
    public SyntaxNode PlaceOf(ExpressionSyntax expression, CancellationToken cancellation)
    {
        if (Given.Count == 0) return expression;
        foreach (var name in expression.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
        {
            if (GivenOf(name, cancellation) is { Expression: { } passed } given) return given.Frame.PlaceOf(passed, cancellation);
        }
        return expression;
    }

    /// <summary>The value of an expression that is known when the program is compiled.</summary>
    public Optional<object?> ConstantOf(ExpressionSyntax expression, CancellationToken cancellation)
    {
        if (Model.GetConstantValue(expression, cancellation) is { HasValue: true } known) return known;
        switch (expression)
        {
            case ParenthesizedExpressionSyntax inner: return ConstantOf(inner.Expression, cancellation);
            case IdentifierNameSyntax: return GivenOf(expression, cancellation)?.Constant ?? default;
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum when Model.GetTypeInfo(sum, cancellation).Type?.SpecialType == SpecialType.System_String:
                return Concat([TextOf(sum.Left, cancellation), TextOf(sum.Right, cancellation)]);
            case InterpolatedStringExpressionSyntax text:
                return Concat(text.Contents.Select(part => part switch
                {
                    InterpolatedStringTextSyntax plain => new Optional<object?>(plain.TextToken.ValueText),
                    InterpolationSyntax { AlignmentClause: null, FormatClause: null } hole => TextOf(hole.Expression, cancellation),
                    _ => default,
                }));
            default: return default;
        }
    }

    /// <summary>A constant that is to become part of a text; of an enum its name would, which the value does not tell.</summary>
    private Optional<object?> TextOf(ExpressionSyntax expression, CancellationToken cancellation)
    {
        var type = TypeOf(expression, cancellation);
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable) type = nullable.TypeArguments[0];
        return type?.TypeKind == TypeKind.Enum ? default : ConstantOf(expression, cancellation);
    }

    private static Optional<object?> Concat(IEnumerable<Optional<object?>> parts)
    {
        string text = "";
        foreach (var part in parts)
        {
            // Numbers with fractions look different in other cultures.
            if (!part.HasValue || part.Value is not (null or string or char or int or long or short or byte or uint or ulong)) return default;
            text += Convert.ToString(part.Value, System.Globalization.CultureInfo.InvariantCulture);
        }
        return text;
    }

    /// <summary>The expression of an argument, by the name or place of its parameter; null if it is not there.</summary>
    public static ExpressionSyntax? Argument(InvocationExpressionSyntax call, IMethodSymbol method, int parameter)
    {
        var arguments = call.ArgumentList.Arguments;
        string name = parameter < method.Parameters.Length ? method.Parameters[parameter].Name : "";
        foreach (var argument in arguments)
        {
            if (argument.NameColon?.Name.Identifier.ValueText == name) return argument.Expression;
        }
        return parameter < arguments.Count && arguments[parameter].NameColon is null ? arguments[parameter].Expression : null;
    }
}
