using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Writes the value of a <c>const</c> local as an expression.</summary>
internal static class Constants
{
    public static string Format(ILocalSymbol local)
    {
        string type = local.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        return local.ConstantValue switch
        {
            null => $"default({type})",
            string text => Names.Literal(text),
            bool value => value ? "true" : "false",
            char value => SymbolDisplay.FormatLiteral(value, quote: true),
            double value when double.IsNaN(value) => "double.NaN",
            double value when double.IsInfinity(value) => value > 0 ? "double.PositiveInfinity" : "double.NegativeInfinity",
            double value => value.ToString("R", CultureInfo.InvariantCulture) + "d",
            float value when float.IsNaN(value) => "float.NaN",
            float value when float.IsInfinity(value) => value > 0 ? "float.PositiveInfinity" : "float.NegativeInfinity",
            float value => value.ToString("R", CultureInfo.InvariantCulture) + "f",
            decimal value => value.ToString(CultureInfo.InvariantCulture) + "m",
            int value when local.Type.SpecialType == SpecialType.System_Int32 && value >= 0 => value.ToString(CultureInfo.InvariantCulture),
            IFormattable value => $"(({type})({value.ToString(null, CultureInfo.InvariantCulture)}))",
            var other => other.ToString(),
        };
    }
}
