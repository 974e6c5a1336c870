using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>
/// Reads what a call passes to a helper. Constants become part of the lambdas that use them; other values are computed when a run
/// starts, in the order in which they are passed, and kept by the job; functions become methods where they are called.
/// </summary>
internal sealed class GivenReader(ExtractContext context, LambdaReader lambdas)
{
    /// <summary>What is passed for a parameter; without an argument, its default.</summary>
    public Given Read(IParameterSymbol parameter, ITypeSymbol type, ExpressionSyntax? argument, Frame caller)
    {
        if (argument is null)
        {
            var value = parameter.HasExplicitDefaultValue ? parameter.ExplicitDefaultValue : null;
            return new Given(type, null, caller) { Constant = new Optional<object?>(value), Text = value is null ? $"default({context.Types.NameOf(type)})" : Constants.Format(type, value) };
        }
        var constant = caller.ConstantOf(argument, context.Cancellation);
        var given = new Given(type, argument, caller) { Constant = constant };
        if (given.IsFunction) return given;
        if (constant.HasValue && Constants.CanWrite(type)) given.Text = Constants.Format(type, constant.Value);
        else Keep(given, lambdas.ReadArgument(argument, caller, NextName, type));
        return given;
    }

    /// <summary>The arguments of a parameter array.</summary>
    public Given ReadList(IReadOnlyList<ExpressionSyntax> arguments, InvocationExpressionSyntax call, Frame caller, IArrayTypeSymbol type)
    {
        var given = new Given(type, null, caller);
        if (arguments.Count == 0) given.Text = $"global::System.Array.Empty<{context.Types.NameOf(type.ElementType)}>()";
        else Keep(given, lambdas.ReadList(arguments, call, caller, NextName, type));
        return given;
    }

    /// <summary>The generated method that a function becomes where it is called; null if it could not be read.</summary>
    public string? MethodOf(Given given)
    {
        if (given.Method is null && given.Expression is { } function)
        {
            string name = $"__passed{context.Lambdas.Count}";
            given.Method = lambdas.Read(function, given.Frame, name, given.Type) < 0 ? "" : name;
        }
        return given.Method is { Length: > 0 } method ? method : null;
    }

    /// <summary>A function where it is no part of a lambda but a value, such as what a sink calls: a delegate, made when the run starts.</summary>
    public void KeepFunction(Given given)
    {
        if (given.Text is null && given.Expression is { } function) Keep(given, lambdas.ReadArgument(function, given.Frame, NextName, given.Type));
    }

    private string NextName => $"__giving{context.Given.Count + 1}";

    private void Keep(Given given, int lambda)
    {
        if (lambda < 0) return;
        var value = new GivenModel($"__given{context.Given.Count + 1}", context.Types.NameOf(given.Type), lambda);
        context.Given.Add(value);
        given.Text = value.Field;
    }
}
