using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>What a call passes to a helper for a parameter that is no stream: a value, or a function.</summary>
/// <param name="type">Type of the parameter in this call.</param>
/// <param name="expression">The argument; null for the parameter's default.</param>
/// <param name="frame">Where the argument stands.</param>
internal sealed class Given(ITypeSymbol type, ExpressionSyntax? expression, Frame frame)
{
    public ITypeSymbol Type { get; } = type;
    public ExpressionSyntax? Expression { get; } = expression;
    public Frame Frame { get; } = frame;

    /// <summary>True for a function, which becomes part of what it is used in.</summary>
    public bool IsFunction => Type.TypeKind == TypeKind.Delegate;

    /// <summary>The value, if it is known when the program is compiled.</summary>
    public Optional<object?> Constant { get; init; }

    /// <summary>What stands for the value in the text of lambdas; null for a function or constant that has not been needed as a value so far.</summary>
    public string? Text { get; set; }

    /// <summary>The value as an expression, if the C# compiler would treat that otherwise than a value of its type in some places; null for any other.</summary>
    public string? Literal { get; set; }

    /// <summary>The call and the parameter, where a call passes nothing and this is the default.</summary>
    public (ExpressionSyntax Call, IParameterSymbol Parameter)? Unpassed { get; init; }

    /// <summary>The generated method that a function has become, for calls of it; null before the first.</summary>
    public string? Method { get; set; }
}
