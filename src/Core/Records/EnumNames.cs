using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Millrace.Records;

/// <summary>Names and values of an enum as UTF-8, so that codecs neither box nor make strings.</summary>
internal static class EnumNames<T> where T : unmanaged, Enum
{
    private static readonly T[] Values = Enum.GetValues<T>();
    private static readonly byte[][] Names = [.. Array.ConvertAll(Values, value => Encoding.UTF8.GetBytes(value.ToString()))];

    /// <summary>By name (in any case) or number.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out T value)
    {
        for (int i = 0; i < Names.Length; i++)
        {
            if (text.SequenceEqual(Names[i]))
            {
                value = Values[i];
                return true;
            }
        }
        return TryParseSlow(text, out value);
    }

    /// <summary>The name of a value; empty if it has none (then its number is written).</summary>
    public static ReadOnlySpan<byte> NameOf(T value)
    {
        for (int i = 0; i < Values.Length; i++)
        {
            if (EqualityComparer<T>.Default.Equals(Values[i], value)) return Names[i];
        }
        return default;
    }

    /// <summary>The value's bits, sign-extended, as a 64-bit number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Number(T value) => Unsafe.SizeOf<T>() switch
    {
        1 => IsSigned ? Unsafe.BitCast<T, sbyte>(value) : Unsafe.BitCast<T, byte>(value),
        2 => IsSigned ? Unsafe.BitCast<T, short>(value) : Unsafe.BitCast<T, ushort>(value),
        4 => IsSigned ? Unsafe.BitCast<T, int>(value) : Unsafe.BitCast<T, uint>(value),
        _ => Unsafe.BitCast<T, long>(value),
    };

    /// <summary>True if the number of a value is an unsigned 64-bit one.</summary>
    public static bool IsUInt64 => Underlying == FieldType.UInt64;

    /// <summary>The type of the number behind the enum.</summary>
    public static readonly FieldType Underlying = Type.GetTypeCode(typeof(T)) switch
    {
        TypeCode.SByte => FieldType.SByte,
        TypeCode.Byte => FieldType.Byte,
        TypeCode.Int16 => FieldType.Int16,
        TypeCode.UInt16 => FieldType.UInt16,
        TypeCode.UInt32 => FieldType.UInt32,
        TypeCode.Int64 => FieldType.Int64,
        TypeCode.UInt64 => FieldType.UInt64,
        _ => FieldType.Int32,
    };

    // A constant once the method is compiled for good, since the type has been initialised by then.
    private static readonly bool IsSigned = Underlying is FieldType.SByte or FieldType.Int16 or FieldType.Int32 or FieldType.Int64;

    private static bool TryParseSlow(ReadOnlySpan<byte> text, out T value)
    {
        for (int i = 0; i < Names.Length; i++)
        {
            if (Ascii.EqualsIgnoreCase(text, Names[i]))
            {
                value = Values[i];
                return true;
            }
        }
        value = default;
        if (IsUInt64) return ulong.TryParse(text, CultureInfo.InvariantCulture, out ulong unsigned) && TryConvert((long)unsigned, out value);
        if (long.TryParse(text, CultureInfo.InvariantCulture, out long number)) return TryConvert(number, out value);
        // Combinations of flags, by name.
        return text.Contains((byte)',') && text.Length < 256 && Enum.TryParse(Encoding.UTF8.GetString(text), ignoreCase: true, out value);
    }

    private static bool TryConvert(long number, out T value)
    {
        value = Unsafe.SizeOf<T>() switch
        {
            1 => Unsafe.BitCast<byte, T>((byte)number),
            2 => Unsafe.BitCast<ushort, T>((ushort)number),
            4 => Unsafe.BitCast<uint, T>((uint)number),
            _ => Unsafe.BitCast<long, T>(number),
        };
        return Number(value) == number;
    }
}
