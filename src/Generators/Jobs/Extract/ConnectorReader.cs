using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;
using Millrace.Generators.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>
/// Finds the runtime type of a source or sink by the static type of the expression that makes it. Where that does not tell, the connector closes its
/// types itself when the job is built.
/// </summary>
internal static class ConnectorReader
{
    private const int LongestPlace = 60;

    /// <param name="context">The job.</param>
    /// <param name="expression">Makes the source or sink.</param>
    /// <param name="frame">Where it is written.</param>
    /// <param name="wanted">The type of the parameter that it is for.</param>
    /// <param name="kind"><c>source</c> or <c>sink</c>.</param>
    public static ConnectorModel? Read(ExtractContext context, ExpressionSyntax expression, Frame frame, ITypeSymbol wanted, string kind)
    {
        var info = frame.Model.GetTypeInfo(expression, context.Cancellation);
        // A conditional of two connectors has no type of its own.
        var type = (info.Type ?? info.ConvertedType) is { } found ? frame.Types.Apply(found) : null;
        // One of other rows is for the C# compiler to report.
        if (type is null or IErrorTypeSymbol || !context.Compilation.ClassifyConversion(type, wanted).IsImplicit) { context.Fail(); return null; }
        if (Closed(type) is { } closed) return closed;
        var known = new List<KnownConnector>();
        KnownConnectors.Find(context, expression, frame, type => Add(context, known, type, wanted));
        return new ConnectorModel("", 2, ReadsCsv: true)
        {
            ReadsJson = true,
            NodeName = NameOf(context, expression, frame, kind),
            Place = PlaceOf(context, expression, frame),
            Known = known.ToEquatable(),
        };
    }

    /// <summary><c>source</c> or <c>sink</c>; null for a type that is neither.</summary>
    public static string? KindOf(ITypeSymbol type)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            if (at is INamedTypeSymbol { Name: "Source" or "Sink", TypeArguments.Length: 1, ContainingNamespace: { Name: "Millrace", ContainingNamespace.IsGlobalNamespace: true } })
                return at.Name == "Source" ? "source" : "sink";
        }
        return null;
    }

    private static void Add(ExtractContext context, List<KnownConnector> known, ITypeSymbol type, ITypeSymbol wanted)
    {
        // Others may derive from a type that is not sealed.
        if (type is not { IsSealed: true } || Closed(type) is not { Arity: > 0 } connector) return;
        // One that generated code cannot name closes its types when the job is built, like any other.
        if (!Reach.CanName(type, context.Job, context.Compilation) || !context.Compilation.ClassifyConversion(type, wanted).IsImplicit) return;
        var found = new KnownConnector(context.Types.NameOf(type.WithNullableAnnotation(NullableAnnotation.None)), connector);
        if (!known.Contains(found)) known.Add(found);
    }

    /// <summary>What <c>[Connector]</c> says; null for a type that does not carry it.</summary>
    private static ConnectorModel? Closed(ITypeSymbol type)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            var attribute = at.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.ToDisplayString() == "Millrace.ConnectorAttribute");
            if (attribute?.ConstructorArguments.FirstOrDefault().Value is INamedTypeSymbol runtime)
            {
                string name = runtime.OriginalDefinition.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
                int open = name.IndexOf('<');
                var parameters = runtime.OriginalDefinition.TypeParameters;
                bool Reads(string codec) => parameters.Length == 2 && parameters[1].ConstraintTypes.Any(constraint => constraint.Name == codec);
                return new ConnectorModel(open < 0 ? name : name.Substring(0, open), parameters.Length, Reads("ICsvRecord")) { ReadsJson = Reads("IJsonRecord") };
            }
        }
        return null;
    }

    /// <summary>The property's or method's name, by which state is found again whichever connector is there; that of the connector if one is passed to a helper.</summary>
    private static string NameOf(ExtractContext context, ExpressionSyntax expression, Frame frame, string kind)
    {
        (expression, frame) = Origin(context, expression, frame);
        if (expression is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } either) return NameOf(context, either.Left, frame, kind);
        if (frame.TypeOf(expression, context.Cancellation) is { } type && Closed(type) is { } closed) return Names.OfConnector(closed.TypeName);
        return Member(expression) is { } member && Naming.Kebab(member.TrimStart('_', '@')) is { Length: > 0 } name ? name : kind;
    }

    private static string PlaceOf(ExtractContext context, ExpressionSyntax expression, Frame frame)
    {
        (expression, frame) = Origin(context, expression, frame);
        bool isOwn = expression is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or BaseExpressionSyntax }
            && frame.Model.GetSymbolInfo(expression, context.Cancellation).Symbol switch
            {
                (IPropertySymbol or IFieldSymbol) and var member => context.IsOfJob(member),
                IParameterSymbol parameter => SymbolEqualityComparer.Default.Equals(parameter.ContainingType, context.Job) && parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor },
                _ => false,
            };
        if (isOwn) return $"{context.Job.Name}.{Member(expression)}";
        string text = string.Join(" ", expression.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= LongestPlace ? text : text.Substring(0, LongestPlace) + "…";
    }

    /// <summary>The expression that makes the source or sink, behind parameters of helpers, and where that stands.</summary>
    private static (ExpressionSyntax Expression, Frame Frame) Origin(ExtractContext context, ExpressionSyntax expression, Frame frame)
    {
        while (true)
        {
            if (Inner(expression) is { } inner) expression = inner;
            else if (frame.GivenOf(expression, context.Cancellation) is { Expression: { } passed } given) (expression, frame) = (passed, given.Frame);
            else return (expression, frame);
        }
    }

    private static string? Member(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        InvocationExpressionSyntax call => Member(call.Expression),
        _ => null,
    };

    private static ExpressionSyntax? Inner(ExpressionSyntax expression) => expression switch
    {
        ParenthesizedExpressionSyntax inner => inner.Expression,
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure => sure.Operand,
        _ => null,
    };
}
