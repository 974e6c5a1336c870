using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Millrace.Runtime;

/// <summary>Ready subtasks by their distance from the sources; the most downstream one comes first, so that memory drains before it fills.</summary>
internal sealed class ReadyQueues
{
    private readonly ConcurrentQueue<Subtask>[] _levels;

    public ReadyQueues(int levels)
    {
        _levels = new ConcurrentQueue<Subtask>[levels];
        for (int i = 0; i < levels; i++) _levels[i] = new ConcurrentQueue<Subtask>();
    }

    public bool IsEmpty
    {
        get
        {
            foreach (var level in _levels)
                if (!level.IsEmpty) return false;
            return true;
        }
    }

    public void Add(Subtask subtask) => _levels[subtask.Level].Enqueue(subtask);

    public bool TryTake([NotNullWhen(true)] out Subtask? subtask)
    {
        for (int i = _levels.Length - 1; i >= 0; i--)
            if (_levels[i].TryDequeue(out subtask)) return true;
        subtask = null;
        return false;
    }
}
