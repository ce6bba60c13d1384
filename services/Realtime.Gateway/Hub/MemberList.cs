namespace Realtime.Gateway.Hub;

/// <summary>
/// Members of a group. A reader notes array and count under the shard's lock and then walks without it. Adding writes behind what readers see;
/// removing while somebody reads goes to a copy.
/// </summary>
internal sealed class MemberList(int capacity)
{
    private readonly Membership[] _items = new Membership[capacity];

    public int Count { get; private set; }

    /// <summary>Walks under way.</summary>
    public int Readers { get; set; }

    public Membership this[int index] => _items[index];

    public MemberList Add(Membership membership)
    {
        var list = Count == _items.Length ? Copy(Count < 4 ? Count + 1 : Count + (Count >> 1)) : this;
        membership.Index = list.Count;
        list._items[list.Count++] = membership;
        return list;
    }

    public MemberList Remove(Membership membership)
    {
        var list = Readers > 0 ? Copy(_items.Length) : this;
        var last = list._items[list.Count - 1];
        list._items[membership.Index] = last;
        last.Index = membership.Index;
        list._items[--list.Count] = null!;
        return list;
    }

    private MemberList Copy(int capacity)
    {
        var copy = new MemberList(capacity) { Count = Count };
        Array.Copy(_items, copy._items, Count);
        return copy;
    }
}
