using System.Runtime.CompilerServices;

namespace Millrace.Records;

/// <summary>Text that stays where it was read, for connectors that are no codec.</summary>
internal static unsafe class InPlaceText
{
    /// <summary>The text at <paramref name="first"/>, which must be native memory (readable for 16 bytes beyond) and outlive the value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Utf8String At(ref byte first, int length) => Utf8String.At((byte*)Unsafe.AsPointer(ref first), length);
}
