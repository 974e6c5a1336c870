using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Millrace.Generators.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>
/// Judges whether an exception may come out of a lambda. Most only read fields, compare and make a record; whatever is not
/// known to be harmless may throw.
/// </summary>
internal sealed class Safety
{
    private readonly SemanticModel _model;
    private readonly CancellationToken _cancellation;

    private Safety(SemanticModel model, CancellationToken cancellation) => (_model, _cancellation) = (model, cancellation);

    public static bool MayThrow(SyntaxNode body, SemanticModel model, CancellationToken cancellation)
    {
        var safety = new Safety(model, cancellation);
        return body.DescendantNodesAndSelf().Any(node => !safety.IsSafe(node) || (node is ExpressionSyntax expression && !safety.ConvertsSafely(expression)));
    }

    private bool IsSafe(SyntaxNode node)
    {
        switch (node)
        {
            case BinaryExpressionSyntax binary:
                return IsSafe(binary);
            case PrefixUnaryExpressionSyntax prefix:
                return IsConstant(prefix) || (prefix.RawKind is (int)SyntaxKind.UnaryMinusExpression or (int)SyntaxKind.UnaryPlusExpression
                    or (int)SyntaxKind.LogicalNotExpression or (int)SyntaxKind.BitwiseNotExpression && IsHarmless(SymbolOf(prefix)));
            case CastExpressionSyntax cast:
                return IsConstant(cast) || IsSafe(cast);
            case InvocationExpressionSyntax call:
                return SymbolOf(call) is IMethodSymbol method && Markers.IsGroup(method.ContainingType);
            case BaseObjectCreationExpressionSyntax creation:
                return creation.Initializer is null && SymbolOf(creation) is IMethodSymbol constructor && OnlyStores(constructor);
            case SimpleNameSyntax name:
                return IsSafe(name);
            case MemberAccessExpressionSyntax { RawKind: (int)SyntaxKind.SimpleMemberAccessExpression }:
            case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression }:
            case LiteralExpressionSyntax or ParenthesizedExpressionSyntax or TupleExpressionSyntax or ArgumentSyntax or ArgumentListSyntax
                or ConditionalExpressionSyntax or CheckedExpressionSyntax or DefaultExpressionSyntax or ThisExpressionSyntax
                or AnonymousObjectCreationExpressionSyntax or AnonymousObjectMemberDeclaratorSyntax or NameEqualsSyntax or NameColonSyntax
                or PredefinedTypeSyntax or QualifiedNameSyntax or AliasQualifiedNameSyntax or NullableTypeSyntax or TypeArgumentListSyntax
                or IsPatternExpressionSyntax or ConstantPatternSyntax or RelationalPatternSyntax or BinaryPatternSyntax or UnaryPatternSyntax
                or ParenthesizedPatternSyntax or DiscardPatternSyntax
                or LambdaExpressionSyntax or ParameterListSyntax or ParameterSyntax:
                return true;
            default:
                return false;
        }
    }

    private bool IsSafe(BinaryExpressionSyntax binary)
    {
        if (IsConstant(binary)) return true;
        switch ((SyntaxKind)binary.RawKind)
        {
            case SyntaxKind.LogicalAndExpression or SyntaxKind.LogicalOrExpression:
                return IsBool(binary.Left) && IsBool(binary.Right);
            case SyntaxKind.CoalesceExpression or SyntaxKind.IsExpression or SyntaxKind.AsExpression:
                return true;
            case SyntaxKind.DivideExpression or SyntaxKind.ModuloExpression when !IsFloat(TypeOf(binary)):
                // Only -1 can make a quotient that is out of range.
                return IsNumber(TypeOf(binary)) && _model.GetConstantValue(binary.Right, _cancellation) is { HasValue: true, Value: IConvertible divisor and not string }
                    && divisor.ToDouble(System.Globalization.CultureInfo.InvariantCulture) is not (0 or -1);
            default:
                return IsHarmless(SymbolOf(binary));
        }
    }

    /// <summary>True for an operator of the language that only computes, and for comparisons of the library's types and of records.</summary>
    private static bool IsHarmless(ISymbol? @operator)
    {
        if (@operator is not IMethodSymbol method) return false;
        bool compares = method.Name is "op_Equality" or "op_Inequality" or "op_LessThan" or "op_GreaterThan" or "op_LessThanOrEqual" or "op_GreaterThanOrEqual";
        if (compares && method.ContainingType is { } type && (IsOfLibrary(type) || IsDecimal(type) || method.IsImplicitlyDeclared)) return true;
        return method is { MethodKind: MethodKind.BuiltinOperator, IsCheckedBuiltin: false } && !method.Parameters.Any(parameter => IsDecimal(parameter.Type))
            // Text that is put together calls ToString.
            && method.ReturnType.SpecialType != SpecialType.System_String;
    }

    private bool IsSafe(CastExpressionSyntax cast)
    {
        if (TypeOf(cast) is not { } to || TypeOf(cast.Expression) is not { } from) return false;
        var conversion = _model.ClassifyConversion(cast.Expression, to, isExplicitInSource: true);
        if (conversion.IsUserDefined) return false;
        if (conversion.IsIdentity || conversion.IsImplicit) return true;
        return (conversion.IsNumeric || conversion.IsEnumeration) && !IsDecimal(from) && !IsDecimal(to) && !IsChecked(cast);
    }

    private bool IsChecked(SyntaxNode node)
    {
        foreach (var ancestor in node.Ancestors())
        {
            switch (ancestor)
            {
                case CheckedExpressionSyntax expression: return expression.IsKind(SyntaxKind.CheckedExpression);
                case CheckedStatementSyntax statement: return statement.IsKind(SyntaxKind.CheckedStatement);
            }
        }
        return _model.Compilation.Options is CSharpCompilationOptions { CheckOverflow: true };
    }

    /// <summary>False if the conversion that nobody has written runs code of the user's.</summary>
    private bool ConvertsSafely(ExpressionSyntax expression)
    {
        if (expression.Parent is QualifiedNameSyntax) return true;
        var info = _model.GetTypeInfo(expression, _cancellation);
        if (info.Type is null || info.ConvertedType is null || SymbolEqualityComparer.Default.Equals(info.Type, info.ConvertedType)) return true;
        return !_model.GetConversion(expression, _cancellation).IsUserDefined || (expression is LiteralExpressionSyntax && IsOfLibrary(info.ConvertedType));
    }

    private bool IsSafe(SimpleNameSyntax name)
    {
        var symbol = SymbolOf(name);
        if (symbol is not (IFieldSymbol or IPropertySymbol)) return symbol is not IEventSymbol;
        if (symbol is IFieldSymbol { IsConst: true } || Markers.IsGroup(symbol.ContainingType)) return true;
        // What initialises static members may throw.
        if (symbol.IsStatic) return symbol is IFieldSymbol && IsOfLibrary(symbol.ContainingType);
        bool ofThis = name.Parent is not MemberAccessExpressionSyntax access || access.Name != name || access.Expression is ThisExpressionSyntax or BaseExpressionSyntax;
        if (!ofThis && !symbol.ContainingType.IsValueType && !symbol.ContainingType.IsAnonymousType) return false;
        return symbol is not IPropertySymbol property || IsAuto(property);
    }

    /// <summary>True if reading the property is reading a field.</summary>
    private bool IsAuto(IPropertySymbol property)
    {
        if (property.ContainingType.IsAnonymousType) return true;
        if (property.IsIndexer || property.IsVirtual || property.IsAbstract || property.IsOverride || property.GetMethod is null) return false;
        if (IsOfLibrary(property.ContainingType) && property is { ContainingType.Name: "Utf8String", Name: "Length" or "IsEmpty" }) return true;
        if (property is { Name: "HasValue", ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T }) return true;
        return Stored.Is(property, _cancellation);
    }

    /// <summary>True for a constructor of a record that does nothing but fill its fields.</summary>
    private bool OnlyStores(IMethodSymbol constructor)
    {
        var type = constructor.ContainingType;
        if (!RowTypeReader.IsRecord(type)) return false;
        if (constructor is { IsImplicitlyDeclared: true, Parameters.Length: 0 }) return true;
        bool isPrimary = constructor.DeclaringSyntaxReferences.Length == 1 && constructor.DeclaringSyntaxReferences[0].GetSyntax(_cancellation) is TypeDeclarationSyntax;
        return isPrimary && type.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(_cancellation)).OfType<TypeDeclarationSyntax>()
            .SelectMany(part => part.Members).All(HasNoInitializer);
    }

    private static bool HasNoInitializer(MemberDeclarationSyntax member) => member switch
    {
        PropertyDeclarationSyntax property => property.Initializer is null || property.Modifiers.Any(SyntaxKind.StaticKeyword),
        FieldDeclarationSyntax field => field.Modifiers.Any(SyntaxKind.StaticKeyword) || field.Modifiers.Any(SyntaxKind.ConstKeyword) || field.Declaration.Variables.All(variable => variable.Initializer is null),
        _ => true,
    };

    private ISymbol? SymbolOf(SyntaxNode node) => _model.GetSymbolInfo(node, _cancellation).Symbol;

    private ITypeSymbol? TypeOf(ExpressionSyntax expression) => _model.GetTypeInfo(expression, _cancellation).Type;

    private bool IsConstant(ExpressionSyntax expression) => _model.GetConstantValue(expression, _cancellation).HasValue;

    private bool IsBool(ExpressionSyntax expression) => TypeOf(expression)?.SpecialType == SpecialType.System_Boolean;

    private static bool IsFloat(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_Double or SpecialType.System_Single;

    private static bool IsNumber(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_UInt32 or SpecialType.System_UInt64;

    private static bool IsDecimal(ITypeSymbol type) => type.SpecialType == SpecialType.System_Decimal
        || type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable && nullable.TypeArguments[0].SpecialType == SpecialType.System_Decimal;

    private static bool IsOfLibrary(ITypeSymbol? type) => type?.ContainingNamespace is { Name: "Millrace", ContainingNamespace.IsGlobalNamespace: true };
}
