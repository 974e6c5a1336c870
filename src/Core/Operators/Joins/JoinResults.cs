using System.Runtime.CompilerServices;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>Where the results of a join go, and when it is to look whether there is room and budget for more.</summary>
/// <param name="next">The next operator.</param>
internal struct JoinResults<TOut, TNext>(TNext next) where TNext : struct, IOperator<TOut>
{
    /// <summary>Results, rows removed, or keys looked at, between two looks at room and budget.</summary>
    public const int Units = 64;

    /// <summary>The next operator.</summary>
    public TNext Next = next;

    private SubtaskContext _context = null!;
    private int _left = Units;

    public void Open(SubtaskContext context)
    {
        _context = context;
        Next.Open(context);
    }

    /// <summary>Counts a unit; false once in a while, if there is no room or the budget is used up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool HasRoomForMore() => --_left > 0 || LookForRoom();

    /// <summary>Takes work that is no unit off the budget.</summary>
    public readonly void Spend(int units) => _context.Budget.Spend(units);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool LookForRoom()
    {
        _left = Units;
        // The budget may end here, so that it is spent even where there is no room.
        return _context.Budget.Spend(Units) & Next.HasRoom;
    }
}
