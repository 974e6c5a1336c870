using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>A call on a stream, as read from <c>Define</c>.</summary>
/// <param name="Syntax">The call.</param>
/// <param name="Name">Name of the method, where diagnostics of the whole operator point.</param>
/// <param name="Method">The method.</param>
/// <param name="Frame">Where it is called.</param>
/// <param name="Streams">The streams among its arguments, in order.</param>
internal sealed record OperatorCall(InvocationExpressionSyntax Syntax, SimpleNameSyntax Name, IMethodSymbol Method, Frame Frame, IReadOnlyList<StreamValue> Streams)
{
    /// <summary>The expression of an argument; null if it is not there.</summary>
    public ExpressionSyntax? Argument(int parameter) => Frame.Argument(Syntax, Method, parameter);

    /// <summary>Type of a parameter: the delegate type that a lambda is written for.</summary>
    public ITypeSymbol Type(int parameter) => Method.Parameters[parameter].Type;

    /// <summary>The variable of an <c>out</c> argument; null if it has none.</summary>
    public ISymbol? Out(int parameter, CancellationToken cancellation) => Argument(parameter) switch
    {
        DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax variable } => Frame.Model.GetDeclaredSymbol(variable, cancellation),
        IdentifierNameSyntax local => Frame.Model.GetSymbolInfo(local, cancellation).Symbol,
        _ => null,
    };

    /// <summary>What a node that reads one stream has as inputs.</summary>
    public static EquatableArray<Input> From(RowsValue rows) => new([rows.Input]);
}
