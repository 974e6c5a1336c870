using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.State;

/// <summary>Where a field of a function finds its part of the current key's state.</summary>
internal struct StateField
{
    public StateCell Cell;

    /// <summary>Offset in the entry, in bytes.</summary>
    public int Offset;

    /// <summary>Offset of the time at which it expires; -1 if it does not.</summary>
    public int ExpiryOffset;

    /// <summary>Its bit in <see cref="StateHeader.Present"/>.</summary>
    public ulong Mask;

    /// <summary>What it is called, how long it lives, and what clears it; shared with the operator.</summary>
    public FieldInfo Info;

    /// <summary>True if there is something that has not expired.</summary>
    public readonly bool IsPresent
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => WasPresent && (ExpiryOffset < 0 || IsAlive());
    }

    /// <summary>True if there is something, be it expired.</summary>
    public readonly bool WasPresent
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Cell.At<StateHeader>(0).Present & Mask) != 0;
    }

    /// <summary>The field's part of the entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ref T Slot<T>() where T : unmanaged => ref Cell.At<T>(Offset);

    /// <summary>Notes that there is something, and from when it lives.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Write()
    {
        Cell.At<StateHeader>(0).Present |= Mask;
        if (ExpiryOffset >= 0) Renew();
    }

    /// <summary>Notes that there is nothing any more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Erase() => Cell.At<StateHeader>(0).Present &= ~Mask;

    private readonly bool IsAlive()
    {
        if (Cell.At<long>(ExpiryOffset) <= Cell.NowUs) return false;
        if (Info.RenewsOnRead) Renew();
        return true;
    }

    private readonly void Renew() => Cell.At<long>(ExpiryOffset) = Info.ExpiryOf(Cell.NowUs);
}
