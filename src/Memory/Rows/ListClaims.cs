using System.Numerics;

namespace Millrace.Memory;

/// <summary>
/// Which parts of a block's text are elements of lists that are rebased in place. No part may be claimed twice: rebasing one list
/// would then overwrite what was checked in another.
/// </summary>
/// <remarks>One per thread; a bit per eight bytes, cleared when the first list of a block is met.</remarks>
internal sealed class ListClaims
{
    private const int GranuleBytes = 8;

    [ThreadStatic] private static ListClaims? _current;

    private ulong[] _bits = [];
    private int _words;
    private bool _cleared;

    /// <summary>The thread's claims, empty, for a block with this much text.</summary>
    public static ListClaims Start(int textBytes)
    {
        ListClaims claims = _current ??= new ListClaims();
        claims._words = textBytes / (GranuleBytes * 64) + 1;
        claims._cleared = false;
        return claims;
    }

    /// <summary>Claims bytes inside the block; false if some of them are claimed.</summary>
    public bool TryClaim(ulong offset, ulong sizeBytes)
    {
        if (!_cleared) Clear();
        int last = (int)((offset + sizeBytes - 1) / GranuleBytes);
        for (int granule = (int)(offset / GranuleBytes); granule <= last;)
        {
            int bit = granule & 63;
            int count = Math.Min(64 - bit, last - granule + 1);
            ulong mask = (ulong.MaxValue >> (64 - count)) << bit;
            if ((_bits[granule >> 6] & mask) != 0) return false;
            _bits[granule >> 6] |= mask;
            granule += count;
        }
        return true;
    }

    private void Clear()
    {
        if (_bits.Length < _words) _bits = new ulong[BitOperations.RoundUpToPowerOf2((uint)_words)];
        else _bits.AsSpan(0, _words).Clear();
        _cleared = true;
    }
}
