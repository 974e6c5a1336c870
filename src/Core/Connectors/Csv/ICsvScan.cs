namespace Millrace.Connectors;

/// <summary>How 64 bytes of CSV are searched. One implementation per vector width, chosen once.</summary>
internal interface ICsvScan
{
    /// <summary>
    /// Searches the 64 bytes from <paramref name="at"/> on. Bit i of a mask is set where byte i is such a character.
    /// Writes <paramref name="position"/> + i for each delimiter and line break, in order; may write up to 64 values in all.
    /// </summary>
    /// <returns>Delimiters and line breaks.</returns>
    ulong Scan(ref byte at, int position, ref int into, out ulong breaks, out ulong quotes);
}
