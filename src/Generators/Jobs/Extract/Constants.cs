using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Converts the values of constants, and writes them as expressions.</summary>
internal static class Constants
{
    public static string Format(ILocalSymbol local) => Format(local.Type, local.ConstantValue);

    /// <summary>True if a constant of the type is one in generated code too: no conversion runs for each row.</summary>
    public static bool CanWrite(ITypeSymbol type) => type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? CanWrite(nullable.TypeArguments[0])
        : type.TypeKind == TypeKind.Enum || type.SpecialType is (>= SpecialType.System_Boolean and <= SpecialType.System_String);

    /// <summary>
    /// True if an expression of the type means something else to the C# compiler where it is constant: it becomes a narrower type of itself, and
    /// what is computed from it is computed, and refused, when the program is compiled.
    /// </summary>
    public static bool IsSpecial(ITypeSymbol type) => type.TypeKind == TypeKind.Enum || type.SpecialType is >= SpecialType.System_Char and <= SpecialType.System_Double;

    /// <summary>The value that a constant has as a value of a type, by a conversion that C# does of itself. Null becomes the default of a type that has no null.</summary>
    public static object? Convert(ITypeSymbol type, object? constant)
    {
        bool isNullable = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T };
        if (isNullable) type = ((INamedTypeSymbol)type).TypeArguments[0];
        var target = type is INamedTypeSymbol { EnumUnderlyingType.SpecialType: var underlying } ? underlying : type.SpecialType;
        if (target is < SpecialType.System_Boolean or >= SpecialType.System_String || (constant is null && isNullable)) return constant;
        if (target == SpecialType.System_Boolean) return constant ?? false;
        // A conversion that C# does not know.
        if (constant is string or bool) return constant;
        object number = constant switch
        {
            null => 0,
            char character => (int)character,
            _ => constant,
        };
        var culture = CultureInfo.InvariantCulture;
        return target switch
        {
            SpecialType.System_Char => System.Convert.ToChar(number, culture),
            SpecialType.System_SByte => System.Convert.ToSByte(number, culture),
            SpecialType.System_Byte => System.Convert.ToByte(number, culture),
            SpecialType.System_Int16 => System.Convert.ToInt16(number, culture),
            SpecialType.System_UInt16 => System.Convert.ToUInt16(number, culture),
            SpecialType.System_Int32 => System.Convert.ToInt32(number, culture),
            SpecialType.System_UInt32 => System.Convert.ToUInt32(number, culture),
            SpecialType.System_Int64 => System.Convert.ToInt64(number, culture),
            SpecialType.System_UInt64 => System.Convert.ToUInt64(number, culture),
            SpecialType.System_Decimal => System.Convert.ToDecimal(number, culture),
            SpecialType.System_Single => System.Convert.ToSingle(number, culture),
            _ => System.Convert.ToDouble(number, culture),
        };
    }

    /// <summary>An expression of exactly that type, which may stand wherever a name may.</summary>
    public static string Format(ITypeSymbol type, object? constant)
    {
        string name = type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        if (Convert(type, constant) is not { } value) return $"default({name})";
        var (text, of) = Literal(value);
        return of == type.SpecialType && of != SpecialType.None ? text : $"(({name})({text}))";
    }

    /// <summary>A constant as C# writes it, and the type that it has if it may stand without parentheses.</summary>
    private static (string Text, SpecialType Type) Literal(object value) => value switch
    {
        string text => (Names.Literal(text), SpecialType.System_String),
        bool truth => (truth ? "true" : "false", SpecialType.System_Boolean),
        char character => (SymbolDisplay.FormatLiteral(character, quote: true), SpecialType.System_Char),
        double number when double.IsNaN(number) => ("double.NaN", SpecialType.System_Double),
        double number when double.IsInfinity(number) => (number > 0 ? "double.PositiveInfinity" : "double.NegativeInfinity", SpecialType.System_Double),
        double number => Signed(Text(number, IsNegative(number)) + "d", SpecialType.System_Double),
        float number when float.IsNaN(number) => ("float.NaN", SpecialType.System_Single),
        float number when float.IsInfinity(number) => (number > 0 ? "float.PositiveInfinity" : "float.NegativeInfinity", SpecialType.System_Single),
        float number => Signed(Text(number, IsNegative(number)) + "f", SpecialType.System_Single),
        decimal number => Signed(number.ToString(CultureInfo.InvariantCulture) + "m", SpecialType.System_Decimal),
        int number => Signed(number.ToString(CultureInfo.InvariantCulture), SpecialType.System_Int32),
        long number => Signed(number.ToString(CultureInfo.InvariantCulture) + "L", SpecialType.System_Int64),
        uint number => (number.ToString(CultureInfo.InvariantCulture) + "U", SpecialType.System_UInt32),
        ulong number => (number.ToString(CultureInfo.InvariantCulture) + "UL", SpecialType.System_UInt64),
        IFormattable number => (number.ToString(null, CultureInfo.InvariantCulture), SpecialType.None),
        _ => (value.ToString(), SpecialType.None),
    };

    private static (string, SpecialType) Signed(string text, SpecialType type) => (text, text[0] == '-' ? SpecialType.None : type);

    // Older runtimes write a negative zero without its sign.
    private static string Text(IFormattable number, bool isNegative) => number.ToString("R", CultureInfo.InvariantCulture) is var text && isNegative && text[0] != '-' ? "-" + text : text;

    private static bool IsNegative(double number) => BitConverter.DoubleToInt64Bits(number) < 0;
}
