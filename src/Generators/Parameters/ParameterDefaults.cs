using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Millrace.Generators.Infrastructure;

namespace Millrace.Generators.Parameters;

/// <summary>What help texts say about defaults. Only what the source shows to hold is given as text; of the rest they say that there is one.</summary>
internal static class ParameterDefaults
{
    /// <summary>A default as its source reads.</summary>
    public static string Text(ExpressionSyntax expression) =>
        expression is LiteralExpressionSyntax { Token.Value: string text } ? text : string.Join(" ", expression.ToString().Split(['\r', '\n', ' '], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>A parameter with what its initialiser says.</summary>
    public static ParameterItem With(ParameterItem item, ExpressionSyntax value) =>
        item.Options is { } options ? item with { Options = With(options, value, item.Type) } : item with { Default = Text(value), HasHiddenDefault = false };

    /// <summary>A parameter whose default nobody can read from its source.</summary>
    public static ParameterItem Hidden(ParameterItem item) =>
        item.Options is { } options ? item with { Options = Hidden(options) } : item with { Default = null, HasHiddenDefault = true };

    /// <summary>Names of the members that constructors of a type, and of those it derives from, assign in their bodies.</summary>
    public static HashSet<string> AssignedByConstructors(INamedTypeSymbol type)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (INamedTypeSymbol? part = type; part is not null; part = part.BaseType)
        {
            foreach (var constructor in part.InstanceConstructors.SelectMany(constructor => constructor.DeclaringSyntaxReferences).Select(reference => reference.GetSyntax()).OfType<ConstructorDeclarationSyntax>())
            {
                foreach (var assignment in constructor.DescendantNodes().OfType<AssignmentExpressionSyntax>())
                {
                    if (assignment.Left is IdentifierNameSyntax name) names.Add(name.Identifier.ValueText);
                    else if (assignment.Left is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } member) names.Add(member.Name.Identifier.ValueText);
                }
            }
        }
        return names;
    }

    private static OptionsModel With(OptionsModel options, ExpressionSyntax value, string type)
    {
        if (value is not BaseObjectCreationExpressionSyntax creation
            // An object of a derived type may have other defaults.
            || (creation is ObjectCreationExpressionSyntax { Type: var created } && !IsNameOf(type, created.ToString()))
            || creation.ArgumentList?.Arguments.Count > options.Arguments.Count) return Hidden(options);
        var given = new Dictionary<string, ExpressionSyntax>(StringComparer.OrdinalIgnoreCase);
        var arguments = creation.ArgumentList?.Arguments ?? default;
        for (int i = 0; i < arguments.Count; i++) given[arguments[i].NameColon?.Name.Identifier.ValueText ?? options.Arguments[i].Member.TrimStart('@')] = arguments[i].Expression;
        return Assigned(options, creation.Initializer, given);
    }

    private static OptionsModel Assigned(OptionsModel options, InitializerExpressionSyntax? initializer, Dictionary<string, ExpressionSyntax> given)
    {
        foreach (var expression in initializer?.Expressions ?? default)
            if (expression is AssignmentExpressionSyntax { Left: IdentifierNameSyntax name, Right: var right }) given[name.Identifier.ValueText] = right;
        return options with { Arguments = Each(options.Arguments), Properties = Each(options.Properties) };

        EquatableArray<ParameterItem> Each(EquatableArray<ParameterItem> items) => items.Select(item =>
            !given.TryGetValue(item.Member.TrimStart('@'), out var value) ? item
            : value is InitializerExpressionSyntax inner && item.Options is { } nested ? item with { Options = Assigned(nested, inner, []) }
            : With(item, value)).ToEquatable();
    }

    /// <summary>True if a full name ends with what is written of it, from the beginning of a part.</summary>
    private static bool IsNameOf(string type, string written) =>
        type == written || type.EndsWith("." + written, StringComparison.Ordinal) || type.EndsWith(":" + written, StringComparison.Ordinal);

    private static OptionsModel Hidden(OptionsModel options) => options with
    {
        Arguments = options.Arguments.Select(Hidden).ToEquatable(),
        Properties = options.Properties.Select(Hidden).ToEquatable(),
    };
}
