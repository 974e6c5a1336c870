namespace Millrace.Runtime;

/// <summary>
/// Sources whose splits wait for each other, so that none is much further in event time than the one furthest behind. Each subtask is a
/// member. Thread: any; its lock is held for microseconds, once per batch.
/// </summary>
internal sealed class DriftGroup
{
    private readonly Lock _changing = new();
    private readonly List<Member> _members = [];
    // With nobody whose time is known, nobody is ahead.
    private long _lowest = long.MaxValue;

    /// <summary>A subtask takes part.</summary>
    public Member Join(Subtask subtask)
    {
        lock (_changing)
        {
            var member = new Member(this, subtask);
            _members.Add(member);
            return member;
        }
    }

    /// <summary>One subtask in the group. Thread: the subtask's.</summary>
    internal sealed class Member(DriftGroup group, Subtask subtask)
    {
        private long _watermark = long.MaxValue;
        private long _resumeAt = long.MaxValue;

        /// <summary>
        /// Tells the others how far this subtask's split furthest behind is; <see cref="long.MaxValue"/> if nothing of it is known or it
        /// waits for rows that may never come. Wakes those who waited for it.
        /// </summary>
        public void Publish(long watermark)
        {
            if (watermark == _watermark) return;
            lock (group._changing)
            {
                _watermark = watermark;
                long lowest = long.MaxValue;
                foreach (var member in group._members) lowest = Math.Min(lowest, member._watermark);
                if (lowest == group._lowest) return;
                Volatile.Write(ref group._lowest, lowest);
                foreach (var member in group._members)
                {
                    if (member._resumeAt > lowest) continue;
                    member._resumeAt = long.MaxValue;
                    member.Wake();
                }
            }
        }

        /// <summary>Whether a split may be read; if not, the subtask is woken when the others have caught up.</summary>
        public bool MayRead(long watermark, long driftUs)
        {
            // A watermark so low that this wraps is behind everything.
            long needed = watermark - driftUs;
            if (needed > watermark || needed <= Volatile.Read(ref group._lowest)) return true;
            lock (group._changing)
            {
                if (needed <= group._lowest) return true;
                _resumeAt = Math.Min(_resumeAt, needed);
                return false;
            }
        }

        private void Wake() => subtask.Wake();
    }
}
