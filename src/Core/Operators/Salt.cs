using System.Runtime.InteropServices;
using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>Salts of tables: the same in every run of a job, different for tables that are merged into one another.</summary>
internal static class Salt
{
    public static uint Of(string operatorName, int subtask) =>
        (uint)KeyHash.Combine(KeyHash.Bytes(MemoryMarshal.AsBytes(operatorName.AsSpan())), (ulong)subtask);
}
