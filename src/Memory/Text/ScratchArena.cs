using System.Runtime.CompilerServices;

namespace Millrace.Memory;

/// <summary>
/// Memory for text and lists made inside a lambda (concatenated, upper-cased, formatted). It belongs to the step that runs
/// on this thread and is forgotten when the step ends.
/// </summary>
/// <remarks>
/// Whoever runs steps owns an arena, makes it current with <see cref="Enter"/> and resets it between steps. Text made
/// outside steps (rows of a test, an in-memory source) goes to an arena of the thread's own, which nobody resets.
/// </remarks>
public sealed unsafe class ScratchArena : IDisposable
{
    private const int BlockBytes = 32 * 1024;
    // A step with more text than this is an exception; its memory is not kept for the next.
    private const int KeptBlocks = 32;

    [ThreadStatic] private static ScratchArena? _current;

    private readonly List<(nint Address, int Size)> _blocks = [];
    private int _block = -1;
    private byte* _at;
    private byte* _end;

    /// <summary>The arena of the step that runs on this thread; outside steps, one of the thread's own.</summary>
    public static ScratchArena Current => _current ??= new ScratchArena();

    /// <summary>Makes this arena the thread's <see cref="Current"/> one until the result is disposed.</summary>
    public ScratchScope Enter()
    {
        var scope = new ScratchScope(_current);
        _current = this;
        return scope;
    }

    /// <summary>Bytes valid until the next <see cref="Reset"/>, at any address. Thread: the one that runs the step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Allocate(int sizeBytes)
    {
        byte* at = _at;
        if (sizeBytes > _end - at) return AllocateInNextBlock(sizeBytes);
        _at = at + sizeBytes;
        return at;
    }

    /// <summary>Like <see cref="Allocate"/>, at a multiple of 8.</summary>
    public byte* AllocateAligned(int sizeBytes)
    {
        _at = (byte*)(((nuint)_at + 7) & ~(nuint)7);
        return Allocate(sizeBytes);
    }

    /// <summary>Forgets all text; keeps the blocks for the next step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Reset()
    {
        if (_block >= 0) StartOver();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (address, size) in _blocks) NativeBlocks.Return((void*)address, size);
        _blocks.Clear();
        _block = -1;
        _at = _end = null;
    }

    internal static void Leave(ScratchArena? previous) => _current = previous;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private byte* AllocateInNextBlock(int sizeBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeBytes);
        do
        {
            if (++_block == _blocks.Count)
            {
                int size = Math.Max(BlockBytes, sizeBytes);
                _blocks.Add(((nint)NativeBlocks.Rent(size), size));
            }
        } while (_blocks[_block].Size < sizeBytes);
        Use(_block);
        byte* at = _at;
        _at = at + sizeBytes;
        return at;
    }

    private void StartOver()
    {
#if DEBUG
        for (int i = 0; i < _block; i++) new Span<byte>((void*)_blocks[i].Address, _blocks[i].Size).Fill(Segment.PoisonByte);
        byte* last = (byte*)_blocks[_block].Address;
        new Span<byte>(last, (int)(Math.Min((nint)_at, (nint)_end) - (nint)last)).Fill(Segment.PoisonByte);
#endif
        for (int i = _blocks.Count - 1; i >= 0; i--)
        {
            if (i < KeptBlocks && _blocks[i].Size == BlockBytes) continue;
            NativeBlocks.Return((void*)_blocks[i].Address, _blocks[i].Size);
            _blocks.RemoveAt(i);
        }
        _block = _blocks.Count > 0 ? 0 : -1;
        if (_block == 0) Use(0);
        else _at = _end = null;
    }

    private void Use(int block)
    {
        _block = block;
        _at = (byte*)_blocks[block].Address;
        _end = _at + _blocks[block].Size;
    }
}
