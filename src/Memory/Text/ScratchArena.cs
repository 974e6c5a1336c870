using System.Runtime.InteropServices;

namespace Millrace.Memory;

/// <summary>
/// Memory for text made inside a lambda (concatenated, upper-cased, formatted). It belongs to the step that runs on
/// this thread and is forgotten when the step ends.
/// </summary>
public sealed unsafe class ScratchArena : IDisposable
{
    private const int BlockBytes = 32 * 1024;

    [ThreadStatic] private static ScratchArena? t_current;

    private readonly List<(nint Address, int Size)> _blocks = [];
    private int _block = -1;
    private int _used;

    /// <summary>The arena of the step that runs on this thread; outside steps, one of the thread's own.</summary>
    public static ScratchArena Current => t_current ??= new ScratchArena();

    /// <summary>Bytes valid until the next <see cref="Reset"/>. Thread: the one that runs the step.</summary>
    public byte* Allocate(int sizeBytes)
    {
        if (_block < 0 || _used + sizeBytes > _blocks[_block].Size) NextBlock(sizeBytes);
        byte* at = (byte*)_blocks[_block].Address + _used;
        _used += sizeBytes;
        return at;
    }

    /// <summary>Forgets all text; keeps the blocks for the next step.</summary>
    public void Reset()
    {
        _block = _blocks.Count > 0 ? 0 : -1;
        _used = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (address, _) in _blocks) NativeMemory.AlignedFree((void*)address);
        _blocks.Clear();
        _block = -1;
    }

    private void NextBlock(int sizeBytes)
    {
        do
        {
            if (++_block == _blocks.Count)
            {
                int size = Math.Max(BlockBytes, sizeBytes);
                _blocks.Add(((nint)NativeMemory.AlignedAlloc((nuint)size, 64), size));
            }
        } while (_blocks[_block].Size < sizeBytes);
        _used = 0;
    }
}
