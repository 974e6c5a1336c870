using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>
/// Reads what a call passes to a helper. Constants become part of the lambdas that use them; other values are computed when a run
/// starts, in the order in which they are passed, and kept by the job; functions become methods where they are called.
/// </summary>
internal sealed class GivenReader(ExtractContext context, LambdaReader lambdas)
{
    /// <summary>What is passed for a parameter.</summary>
    public Given Read(ITypeSymbol type, ExpressionSyntax argument, Frame caller)
    {
        var constant = caller.ConstantOf(argument, context.Cancellation);
        bool isWritten = constant.HasValue && Constants.CanWrite(type);
        var given = new Given(type, argument, caller) { Constant = isWritten ? Constants.Convert(type, constant.Value) : constant };
        if (given.IsFunction) return given;
        if (isWritten) Write(given);
        else Keep(given, argument, (name, of) => lambdas.ReadArgument(argument, caller, name, of));
        return given;
    }

    /// <summary>The default of a parameter for which nothing is passed.</summary>
    public Given ReadDefault(IParameterSymbol parameter, ITypeSymbol type, InvocationExpressionSyntax call, Frame caller)
    {
        var value = Constants.Convert(type, parameter.HasExplicitDefaultValue ? parameter.ExplicitDefaultValue : null);
        var given = new Given(type, null, caller) { Constant = new Optional<object?>(value), Unpassed = (call.Expression, parameter) };
        if (Constants.CanWrite(type)) Write(given);
        else
        {
            given.Text = $"default({context.Types.NameOf(type)})";
            context.CheckReach(type, call.Expression);
        }
        return given;
    }

    /// <summary>The arguments of a parameter array.</summary>
    public Given ReadList(IReadOnlyList<ExpressionSyntax> arguments, InvocationExpressionSyntax call, Frame caller, IArrayTypeSymbol type)
    {
        var given = new Given(type, null, caller);
        if (arguments.Count > 0) Keep(given, call.Expression, (name, _) => lambdas.ReadList(arguments, call, caller, name, type));
        else
        {
            given.Text = $"global::System.Array.Empty<{context.Types.NameOf(type.ElementType)}>()";
            context.CheckReach(type, call.Expression);
        }
        return given;
    }

    /// <summary>The generated method that a function becomes where it is called; null, with a diagnostic, if it could not be read.</summary>
    public string? MethodOf(Given given)
    {
        if (given.Unpassed is not null) ReportUnpassed(given);
        else if (given.Method is null && given.Expression is { } function)
        {
            string name = context.NameFor("__passed");
            given.Method = lambdas.Read(function, given.Frame, name, given.Type) < 0 ? "" : name;
        }
        return given.Method is { Length: > 0 } method ? method : null;
    }

    /// <summary>Reports that a helper calls a function that its call leaves out.</summary>
    public void ReportUnpassed(Given given)
    {
        var (call, parameter) = given.Unpassed!.Value;
        context.Report(JobDiagnostics.Helper, call, parameter.ContainingSymbol.Name, $"it calls its function '{parameter.Name}', for which this call passes none; pass a lambda");
    }

    /// <summary>A function where it is no part of a lambda but a value, such as what a sink calls: a delegate, made when the run starts.</summary>
    public void KeepFunction(Given given)
    {
        if (given.Text is null && given.Expression is { } function) Keep(given, function, (name, type) => lambdas.ReadArgument(function, given.Frame, name, type));
    }

    /// <summary>What stands for a value where a lambda names it; null if it could not be read.</summary>
    public string? TextOf(Given given, SimpleNameSyntax name, Frame frame)
    {
        if (given.Literal is not { } literal) return given.Text;
        context.CheckReach(given.Type, name);
        if (IsCompared(name, frame)) return literal;
        if (given.Text is null)
        {
            given.Text = $"__given{context.NextGiven()}";
            context.Given.Add(new GivenModel(given.Text, context.Types.NameOf(given.Type), -1) { Constant = literal });
        }
        return given.Text;
    }

    /// <summary>True where it makes no difference that the value is constant: it is compared with a number.</summary>
    private bool IsCompared(SimpleNameSyntax name, Frame frame)
    {
        SyntaxNode at = name;
        while (at.Parent is ParenthesizedExpressionSyntax) at = at.Parent;
        if (at.Parent is not BinaryExpressionSyntax comparison || !comparison.IsKind(SyntaxKind.LessThanExpression) && !comparison.IsKind(SyntaxKind.LessThanOrEqualExpression)
            && !comparison.IsKind(SyntaxKind.GreaterThanExpression) && !comparison.IsKind(SyntaxKind.GreaterThanOrEqualExpression)
            && !comparison.IsKind(SyntaxKind.EqualsExpression) && !comparison.IsKind(SyntaxKind.NotEqualsExpression)) return false;
        return frame.TypeOf(comparison.Left == at ? comparison.Right : comparison.Left, context.Cancellation) is { } other && Constants.CanWrite(other);
    }

    private static void Write(Given given)
    {
        string text = Constants.Format(given.Type, given.Constant.Value);
        if (Constants.IsSpecial(given.Type)) given.Literal = text;
        else given.Text = text;
    }

    private void Keep(Given given, ExpressionSyntax place, Func<string, ITypeSymbol, int> read)
    {
        // Before it is read: it may need values that are made for it.
        int number = context.NextGiven();
        int lambda = read($"__giving{number}", given.Type);
        if (lambda < 0) return;
        context.CheckReach(given.Type, place);
        given.Text = $"__given{number}";
        context.Given.Add(new GivenModel(given.Text, context.Types.NameOf(given.Type), lambda));
    }
}
