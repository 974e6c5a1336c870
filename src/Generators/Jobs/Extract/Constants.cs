using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Writes the value of a constant as an expression.</summary>
internal static class Constants
{
    public static string Format(ILocalSymbol local) => Format(local.Type, local.ConstantValue);

    /// <summary>True if a constant of the type is one in generated code too: no conversion runs for each row.</summary>
    public static bool CanWrite(ITypeSymbol type) => type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? CanWrite(nullable.TypeArguments[0])
        : type.TypeKind == TypeKind.Enum || type.SpecialType is (>= SpecialType.System_Boolean and <= SpecialType.System_String);

    public static string Format(ITypeSymbol of, object? constant)
    {
        string type = of.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        return constant switch
        {
            null => $"default({type})",
            string text => Names.Literal(text),
            bool value when of.SpecialType == SpecialType.System_Boolean => value ? "true" : "false",
            bool value => $"(({type}){(value ? "true" : "false")})",
            char value when of.SpecialType == SpecialType.System_Char => SymbolDisplay.FormatLiteral(value, quote: true),
            char value => $"(({type}){SymbolDisplay.FormatLiteral(value, quote: true)})",
            double value when double.IsNaN(value) => "double.NaN",
            double value when double.IsInfinity(value) => value > 0 ? "double.PositiveInfinity" : "double.NegativeInfinity",
            double value => value.ToString("R", CultureInfo.InvariantCulture) + "d",
            float value when float.IsNaN(value) => "float.NaN",
            float value when float.IsInfinity(value) => value > 0 ? "float.PositiveInfinity" : "float.NegativeInfinity",
            float value => value.ToString("R", CultureInfo.InvariantCulture) + "f",
            decimal value => value.ToString(CultureInfo.InvariantCulture) + "m",
            int value when of.SpecialType == SpecialType.System_Int32 && value >= 0 => value.ToString(CultureInfo.InvariantCulture),
            IFormattable value => $"(({type})({value.ToString(null, CultureInfo.InvariantCulture)}))",
            var other => other.ToString(),
        };
    }
}
